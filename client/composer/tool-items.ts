/** The tools a conversation may offer its model, for the composer's "+" menu. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { toolList } from "../../src/protocol/tools.ts";
import { formatMoneyShort } from "../format/money.ts";
import { request } from "../http/request.ts";
import type { MenuItem } from "../ui/menu.tsx";

const toolsQuery = queryOptions({
  queryKey: ["tools"],
  queryFn: async ({ signal }) => (await request(toolList, "/api/tools", { signal })).tools,
  staleTime: 60_000,
});

/** `chosen`: names of the tools that are on. `canCall`: whether the chosen model calls tools at all. */
export function useToolItems(chosen: readonly string[], canCall: boolean, onChange: (tools: string[]) => void): MenuItem[] {
  const { data: tools } = useQuery(toolsQuery);
  return (tools ?? [])
    .filter((tool) => tool.policy !== "never")
    .map((tool): MenuItem => {
      const isOn = chosen.includes(tool.name);
      const price = tool.priceNanoUsd === 0 ? "free" : `${formatMoneyShort(tool.priceNanoUsd)} a call`;
      return {
        key: `tool ${tool.name}`,
        icon: tool.name === "web_search" ? "search" : "command",
        label: tool.title,
        detail: [tool.server, price, tool.simulated ? "simulated" : null, tool.policy === "ask" ? "asks first" : null]
          .filter((part) => part !== null)
          .join(" · "),
        checked: isOn,
        disabledReason: canCall ? undefined : "this model calls no tools",
        onSelect: () => onChange(isOn ? chosen.filter((name) => name !== tool.name) : [...chosen, tool.name]),
      };
    });
}
