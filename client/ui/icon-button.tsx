/** A round button with an icon; its label is its name and its tooltip. Disabled it keeps the focus, so that the keyboard does not fall off it. */
import type { ComponentProps } from "react";
import { Icon, type IconName } from "../icons.tsx";

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: IconName;
  label: string;
  small?: boolean;
}

export function IconButton({ icon, label, small = false, disabled = false, onClick, className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      aria-disabled={disabled}
      onClick={disabled ? undefined : onClick}
      className={`grid shrink-0 place-items-center text-muted transition-colors hover:bg-hover hover:text-text aria-disabled:cursor-default aria-disabled:opacity-40 aria-disabled:hover:bg-transparent ${
        small ? "size-8 rounded-lg pointer-coarse:size-10" : "size-10 rounded-xl"
      } ${className}`}
      {...rest}
    >
      <Icon name={icon} size={small ? 16 : 20} />
    </button>
  );
}
