/** A bar that says what happened, where it happened, with what can be done about it. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "../icons.tsx";
import { IconButton } from "./icon-button.tsx";
import { words } from "../words/words.ts";

const TONES = {
  info: "bg-hover text-muted",
  warning: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
} as const;

interface NoticeProps {
  tone?: keyof typeof TONES;
  icon?: IconName;
  children: ReactNode;
  actions?: ReactNode;
  onDismiss?: (() => void) | undefined;
  className?: string;
  testId?: string;
}

export function Notice({ tone = "info", icon, children, actions, onDismiss, className = "", testId }: NoticeProps) {
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      data-testid={testId}
      className={`flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 rounded-2xl py-1.5 ps-4 pe-2 text-sm ${TONES[tone]} ${className}`}
    >
      {icon === undefined ? null : <Icon name={icon} size={18} />}
      <div className="min-w-60 flex-1 py-1 text-pretty">{children}</div>
      {actions}
      {onDismiss === undefined ? null : (
        <IconButton icon="close" label={words.ui.dismiss} small onClick={onDismiss} className="text-current" />
      )}
    </div>
  );
}
