/** Buttons with words. */
import type { ComponentProps } from "react";
import { Icon, type IconName } from "../icons.tsx";

const LOOKS = {
  filled: "bg-accent text-on-accent hover:opacity-90",
  tonal: "bg-send text-on-send hover:opacity-90",
  plain: "text-accent hover:bg-hover",
  outline: "border border-line text-text hover:bg-hover",
  danger: "bg-danger text-page hover:opacity-90",
} as const;

interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS;
  icon?: IconName;
  small?: boolean;
}

export function Button({ look = "outline", icon, small = false, className = "", children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex shrink-0 items-center justify-center gap-2 font-medium whitespace-nowrap transition disabled:opacity-45 ${
        small ? "h-8 rounded-lg px-3 text-sm pointer-coarse:h-10" : "h-10 rounded-xl px-4 text-sm"
      } ${LOOKS[look]} ${className}`}
      {...rest}
    >
      {icon === undefined ? null : <Icon name={icon} size={small ? 16 : 18} />}
      {children}
    </button>
  );
}
