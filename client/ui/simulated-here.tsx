/** The mark beside sums that name no model: shown where this server offers embedded models, whose costs are made up. */
import { useAccount } from "../account/account.tsx";
import { Simulated } from "./simulated.tsx";

export function SimulatedHere({ isShort = false }: { isShort?: boolean }) {
  const { models } = useAccount();
  if (!models.some((model) => model.simulated && model.available)) return null;
  if (!isShort) return <Simulated />;
  return (
    <span className="text-warn" title="The embedded AI answered on this machine. Nobody is charged.">
      <span aria-hidden="true">~</span>
      <span className="sr-only">simulated </span>
    </span>
  );
}
