/** One tool: what it is, what it costs, who is told what, and what the person set for it. */
import { useState } from "react";
import type { ToolInfo, ToolPolicy } from "../../src/protocol/tools.ts";
import { useAttempt } from "../http/use-attempt.ts";
import { Button } from "../ui/button.tsx";
import { DisclosureButton } from "../ui/disclosure.tsx";
import { Choice } from "../ui/fields.tsx";
import { Notice } from "../ui/notice.tsx";
import { useServerActions } from "./servers.ts";
import { toolTitle } from "./title.ts";
import { toolFacts, recipientsOf } from "./words.ts";
import { words } from "../words/words.ts";

const POLICIES: readonly ToolPolicy[] = ["ask", "always", "never"];

export function ToolRow({ tool }: { tool: ToolInfo }) {
  const { setPolicy } = useServerActions();
  const { failure, attempt } = useAttempt();
  const [isOpen, setOpen] = useState(false);
  const set = (policy: ToolPolicy) => void attempt(() => setPolicy(tool.name, policy));
  const recipients = recipientsOf(tool);
  return (
    <li className="border-t border-line py-3 first:border-t-0 first:pt-0 last:pb-0" data-testid="tool" data-tool={tool.name}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-[1_1_16rem]">
          <h3 className="text-sm font-medium [overflow-wrap:anywhere]" dir="auto">
            {toolTitle(tool)}
          </h3>
          <p className="text-xs text-pretty text-faint [overflow-wrap:anywhere]">
            <code>{tool.name}</code> · {toolFacts(tool).join(" · ")}
          </p>
          {recipients === null ? null : <p className="mt-1 text-xs text-pretty text-faint">{recipients}</p>}
        </div>
        <Choice
          label={words.tools.when(toolTitle(tool))}
          hidesLabel
          value={tool.policy}
          options={POLICIES.map((value) => ({ value, label: words.tools.policies[value] }))}
          onChange={set}
        />
      </div>
      {tool.changed ? (
        <Notice
          tone="warning"
          icon="warning"
          className="mt-2"
          testId="tool-changed"
          actions={
            <Button small look="plain" className="text-current" onClick={() => set("always")}>
              {words.tools.allowChanged}
            </Button>
          }
        >
          {words.tools.changed}
        </Notice>
      ) : null}
      <DisclosureButton isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
        {tool.changed ? words.tools.saidNow : words.tools.said}
      </DisclosureButton>
      {isOpen ? (
        <p dir="auto" className="mt-1 rounded-xl bg-code p-3 text-sm break-words whitespace-pre-wrap text-muted">
          {tool.description === "" ? words.tools.nothing : tool.description}
        </p>
      ) : null}
      {failure === null ? null : (
        <Notice tone="danger" icon="warning" className="mt-2">
          {failure}
        </Notice>
      )}
    </li>
  );
}

/** Tools one below the other. */
export function ToolRows({ tools }: { tools: readonly ToolInfo[] }) {
  return (
    <ul>
      {tools.map((tool) => (
        <ToolRow key={tool.name} tool={tool} />
      ))}
    </ul>
  );
}
