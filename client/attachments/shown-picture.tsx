/** A picture of a message: from the server, and where none is reached, as this browser keeps it for reading without a network. */
import { useEffect, useState } from "react";
import { keptPicture } from "../offline/kept-pictures.ts";

interface PictureProps {
  /** Where its bytes are. */
  address: string;
  alt: string;
  width: number | undefined;
  height: number | undefined;
  className: string;
}

export function Picture({ address, alt, ...rest }: PictureProps) {
  const [kept, setKept] = useState<string | null>(null);
  useEffect(() => {
    if (kept !== null) return () => URL.revokeObjectURL(kept);
    return undefined;
  }, [kept]);
  const lookForKept = () =>
    void keptPicture(address).then((blob) => {
      if (blob !== null) setKept(URL.createObjectURL(blob));
    });
  return (
    <img
      src={kept ?? address}
      alt={alt}
      {...rest}
      decoding="async"
      {...(kept === null ? { onError: lookForKept } : {})}
      data-kept={kept !== null}
    />
  );
}
