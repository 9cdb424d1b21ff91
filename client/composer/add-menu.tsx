/** The "+" of the composer: what goes beside the words, and what holds for a conversation that begins here. */
import { useRef } from "react";
import { Icon } from "../icons.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { useMedia } from "../ui/use-media.ts";
import { words } from "../words/words.ts";

/** What the chooser shows first; what a file is, its bytes say. */
const ACCEPTED = "image/*,.pdf,.docx,.xlsx,.pptx,.odt,.html,.csv,.json,.xml,.md,.txt,text/*";

export function AddMenu({ onFiles, more }: { onFiles: (files: File[]) => void; more: readonly MenuItem[] }) {
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const isTouch = useMedia("(pointer: coarse)");
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same file may be chosen again.
    input.value = "";
    if (files.length > 0) onFiles(files);
  };
  const photo: MenuItem = { key: "photo", icon: "camera", label: words.composer.photo, onSelect: () => camera.current?.click() };
  return (
    <>
      <Menu
        label={words.composer.add}
        testId="add"
        className="grid size-11 shrink-0 place-items-center rounded-full text-muted transition-colors hover:bg-hover"
        items={[
          {
            key: "files",
            icon: "file",
            label: words.composer.files,
            detail: words.composer.filesHelp,
            onSelect: () => chooser.current?.click(),
          },
          ...(isTouch ? [photo] : []),
          ...more,
        ]}
      >
        <Icon name="add" size={22} />
      </Menu>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        data-testid="file-input"
        onChange={(event) => take(event.target)}
      />
      <input ref={camera} type="file" hidden accept="image/*" capture="environment" onChange={(event) => take(event.target)} />
    </>
  );
}
