/** Whether this browser is told of finished answers without an open tab. It applies at once, to this browser; left out where the server has no key. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { pushState } from "../../src/protocol/push.ts";
import { useAccount } from "../account/account.tsx";
import { asProblem, request } from "../http/request.ts";
import { Toggle } from "../ui/fields.tsx";
import { words } from "../words/words.ts";
import { pushStanding, switchPushesOff, switchPushesOn, type PushStanding, type SwitchedOn } from "./pushes.ts";

type Shown = PushStanding | SwitchedOn | { failed: string };

function helpFor(shown: Shown): string {
  if (typeof shown === "object") return words.preferences.pushFailed(shown.failed);
  switch (shown) {
    case "unsupported":
      return words.preferences.pushUnsupported;
    case "denied":
      return words.preferences.notifyRefused;
    case "no-service":
      return words.preferences.pushNoService;
    case "on":
    case "off":
      return words.preferences.pushHelp;
  }
}

export function PushField() {
  const { me } = useAccount();
  const state = useQuery({ queryKey: ["push"], queryFn: ({ signal }) => request(pushState, "/api/push", { signal }) });
  const email = me?.email ?? "";
  const [shown, setShown] = useState<Shown>(() => pushStanding(email));
  const [isBusy, setBusy] = useState(false);
  const key = state.data?.key ?? null;
  if (key === null) return null;
  const change = async (wanted: boolean) => {
    setBusy(true);
    try {
      if (!wanted) await switchPushesOff();
      setShown(wanted ? await switchPushesOn(email, key) : "off");
    } catch (error) {
      setShown({ failed: asProblem(error).detail });
    }
    setBusy(false);
  };
  return (
    <Toggle
      label={words.preferences.push}
      help={helpFor(shown)}
      checked={shown === "on"}
      disabled={isBusy || shown === "unsupported"}
      onChange={(wanted) => void change(wanted)}
      testId="push-toggle"
    />
  );
}
