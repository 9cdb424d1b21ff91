/** Reads a Terraform plan (`terraform show -json`) and says what it would do. Pure. */

/** @typedef {{ actions: string[], before?: Record<string, unknown> | null, after?: Record<string, unknown> | null }} Change */
/** @typedef {{ resource_changes?: { address: string, type: string, change: Change }[] }} Plan */

/** Resources that hold what cannot be made again, and what that is. @type {Record<string, string>} */
const PRECIOUS = {
  cloudflare_workers_script: "every conversation, wallet and receipt",
  cloudflare_d1_database: "the figures of the dashboard",
  cloudflare_ai_gateway: "the gateway's log",
};

/**
 * Lines a person understands, one per change; none: nothing to do.
 * @param {Plan} plan
 */
export function summary(plan) {
  return changes(plan).map(({ address, change }) => `${wordOf(change.actions)} ${address}`);
}

/**
 * What a plan would delete for good, although a deployment was asked for. A new APP_NAME does that.
 * @param {Plan} plan
 */
export function losses(plan) {
  return changes(plan)
    .filter(({ type, change }) => change.actions.includes("delete") && type in PRECIOUS)
    .map(({ address, type }) => `${address}: ${PRECIOUS[type]}`);
}

/**
 * Whether a plan does nothing but forget the class migrations that the upload before has sent.
 * The provider keeps them in the state, so the plan after such an upload always looks like this
 * (terraform/worker.tf); applying it makes the next deployment one without changes.
 * @param {Plan} plan
 */
export function isSettling(plan) {
  const all = changes(plan);
  const [only] = all;
  if (all.length !== 1 || only?.type !== "cloudflare_workers_script") return false;
  const { actions, before, after } = only.change;
  return (
    actions.join() === "update" &&
    before?.["migrations"] != null &&
    after?.["migrations"] == null &&
    before?.["content_sha256"] === after?.["content_sha256"]
  );
}

/** @param {Plan} plan */
function changes(plan) {
  return (plan.resource_changes ?? []).filter(({ change }) => !["no-op", "read"].includes(change.actions.join()));
}

/** @param {string[]} actions */
function wordOf(actions) {
  if (actions.length > 1) return "replace";
  return actions[0] ?? "keep";
}
