/** The tools a conversation may offer its model, for the composer's "+" menu. */
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { formatMoneyShort } from "../format/money.ts";
import { toolsQuery } from "../tools/tools-query.ts";
import { toolTitle } from "../tools/title.ts";
import type { MenuItem } from "../ui/menu.tsx";
import { words } from "../words/words.ts";

/** `chosen`: names of the tools that are on. `canCall`: whether the chosen model calls tools at all. */
export function useToolItems(chosen: readonly string[], canCall: boolean, onChange: (tools: string[]) => void): MenuItem[] {
  const { data: tools } = useQuery(toolsQuery);
  const [, navigate] = useLocation();
  const items = (tools ?? [])
    .filter((tool) => tool.policy !== "never")
    .map((tool): MenuItem => {
      const isOn = chosen.includes(tool.name);
      const price = tool.priceNanoUsd === 0 ? words.format.free : words.composer.toolPrice(formatMoneyShort(tool.priceNanoUsd));
      return {
        key: `tool ${tool.name}`,
        icon: tool.name === "web_search" ? "search" : tool.name === "read_page" ? "globe" : "tool",
        label: toolTitle(tool),
        detail: [tool.server, price, tool.simulated ? words.ui.simulated : null, tool.policy === "ask" ? words.composer.toolAsks : null]
          .filter((part) => part !== null)
          .join(" · "),
        checked: isOn,
        disabledReason: canCall ? undefined : words.composer.noTools,
        onSelect: () => onChange(isOn ? chosen.filter((name) => name !== tool.name) : [...chosen, tool.name]),
      };
    });
  const [first, ...others] = items;
  return [
    ...(first === undefined ? [] : [{ ...first, beginsGroup: true }, ...others]),
    {
      key: "tools page",
      beginsGroup: first === undefined,
      icon: "tool",
      label: words.composer.tools,
      detail: words.composer.toolsHelp,
      onSelect: () => navigate("/tools"),
    },
  ];
}
