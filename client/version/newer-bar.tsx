/** Says that a new version was deployed; the page goes on until somebody reloads it. */
import { useState, useSyncExternalStore } from "react";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { newer } from "./newer.ts";
import { words } from "../words/words.ts";

export function NewerBar() {
  const isNewer = useSyncExternalStore(newer.subscribe, newer.get);
  const [isLeft, setLeft] = useState(false);
  if (!isNewer || isLeft) return null;
  return (
    <Notice
      icon="rocket"
      className="absolute inset-x-4 top-3 z-20 mx-auto max-w-xl bg-raised! text-text! shadow-float outline-1 outline-line"
      testId="newer"
      onDismiss={() => setLeft(true)}
      actions={
        <Button small look="tonal" onClick={() => location.reload()}>
          {words.ui.reload}
        </Button>
      }
    >
      {words.app.newer}
    </Notice>
  );
}
