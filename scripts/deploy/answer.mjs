/** What a first answer of the deployed address means. Pure. */

/**
 * Somebody without a session asks for `/api/health`: Access must send them to the team's login page.
 * @param {{ status: number, location: string | null }} answer
 * @param {string} teamDomain
 * @returns {"protected" | "open" | "not-yet"}
 */
export function judge(answer, teamDomain) {
  if (answer.status === 200) return "open";
  if ((answer.status === 302 || answer.status === 303) && answer.location !== null) {
    return hostOf(answer.location) === teamDomain.toLowerCase() ? "protected" : "not-yet";
  }
  // Access answers 401 or 403 to callers it takes for scripts.
  return answer.status === 401 || answer.status === 403 ? "protected" : "not-yet";
}

/** @param {string} location */
function hostOf(location) {
  try {
    return new URL(location).host;
  } catch {
    return "";
  }
}
