/**
 * The mark beside sums that name no model. Such a sum is made up where whoever can be paid here is embedded: on a server
 * that offers real models with a price as well, it is not known to be, and a mark at real money would be a lie.
 */
import type { ModelInfo } from "../../src/protocol/http.ts";
import { useAccount } from "../account/account.tsx";
import { Simulated } from "./simulated.tsx";

const costs = ({ available, priceUsdPerMTok: price }: ModelInfo) => available && price !== null && (price.input > 0 || price.output > 0);

/** Whether every model that costs something here is an embedded one; false when none does. */
export function areSumsSimulated(models: readonly ModelInfo[]): boolean {
  const paid = models.filter(costs);
  return paid.length > 0 && paid.every(({ simulated }) => simulated);
}

/** `modelId`: the one that made the sum, where that is known. Nothing is no cost, and carries no mark. */
export function SimulatedHere({ nanoUsd, modelId, isShort = false }: { nanoUsd: number; modelId?: string; isShort?: boolean }) {
  const { models } = useAccount();
  const model = models.find(({ id }) => id === modelId);
  if (nanoUsd === 0 || !(model?.simulated ?? areSumsSimulated(models))) return null;
  return <Simulated isShort={isShort} />;
}
