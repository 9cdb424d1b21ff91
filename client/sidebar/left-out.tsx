/** Says what of the server's lists this page could not read. */
import { useSyncExternalStore } from "react";
import { leftOutLists, leftOutSentence } from "../http/lists.ts";
import { Notice } from "../ui/notice.tsx";

export function LeftOut() {
  const sentence = leftOutSentence(useSyncExternalStore(leftOutLists.subscribe, leftOutLists.get));
  return sentence === null ? null : <Notice className="my-1">{sentence}</Notice>;
}
