/** The app's icons: 24-unit line drawings in the text's colour. Always decoration; the control around them carries the name. */
import type { ReactNode } from "react";

const PATHS = {
  add: <path d="M12 5v14M5 12h14" />,
  archive: <path d="M4 5h16v4H4zM5.5 9v10h13V9M10 13h4" />,
  arrowDown: <path d="M12 5v14m0 0 6-6m-6 6-6-6" />,
  arrowUp: <path d="M12 19V5m0 0 6 6m-6-6-6 6" />,
  branch: <path d="M7 4v16M7 13c6 0 10-2 10-7M14 8l3-3 3 3" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  chevronDown: <path d="m6 9.5 6 6 6-6" />,
  chevronLeft: <path d="m14.5 6-6 6 6 6" />,
  chevronRight: <path d="m9.5 6 6 6-6 6" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  continue: <path d="M5 5v14l9-7zM18.5 5v14" />,
  copy: <path d="M9 9h10v11H9zM15 9V4H5v11h4" />,
  delete: <path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5" />,
  download: <path d="M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 19.5h14" />,
  edit: <path d="m5 19 .8-4L16 4.8 19.2 8 9 18.2zM14 7l3 3" />,
  help: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9.5 9.5c0-3.3 5-3.3 5-.2 0 2-2.5 2.2-2.5 4.2M12 16.8v.2" />,
  info: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5.5M12 7.6v.2" />,
  key: <path d="M3 7h18v10H3zM6.5 10.5h.1M10 10.5h.1M13.7 10.5h.1M17.3 10.5h.1M8 13.8h8" />,
  logout: <path d="M13.5 4.5H5v15h8.5M10 12h10m0 0-3.5-3.5M20 12l-3.5 3.5" />,
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  more: <path d="M12 5.5v.1M12 12v.1M12 18.5v.1" strokeWidth="2.6" />,
  moon: <path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10" />,
  offline: (
    <path d="M4 4l16 16M8.5 15a5 5 0 0 1 6.2-.600M5.5 11.7a9.5 9.5 0 0 1 4-2.4M13 9a9.5 9.5 0 0 1 5.5 2.7M2.8 8.5A13.5 13.5 0 0 1 6.6 6M10.5 4.9a13.5 13.5 0 0 1 10.7 3.6M12 19v.1" />
  ),
  people: (
    <path d="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 19.5c0-7 13-7 13 0M15.5 4.3a3.5 3.5 0 0 1 0 6.5M17.5 14.2c2.5.6 4 2.5 4 5.3" />
  ),
  person: <path d="M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20c0-8 15-8 15 0" />,
  pin: <path d="M9 4h6M10 4v6l-3 4h10l-3-4V4M12 14v6" />,
  refresh: <path d="M19 12a7 7 0 1 1-2.2-5.1M19 3.5v4.2h-4.2" />,
  search: <path d="M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M16 16l4.5 4.5" />,
  sidebar: <path d="M4 5h16v14H4zM9.5 5v14" />,
  settings: (
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4M9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4" />
  ),
  speak: <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11" />,
  stop: <path d="M7.5 7.5h9v9h-9z" fill="currentColor" />,
  sun: (
    <path d="M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2.8v2M12 19.2v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2.8 12h2M19.2 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4" />
  ),
  system: <path d="M4 5h16v11H4zM9 20h6M12 16v4" />,
  tabs: <path d="M8 8h12v12H8zM16 8V4H4v12h4" />,
  summary: <path d="M5 5h14M5 9.5h14M5 14h8M5 18.5h5M15 18.5l2.5-2.5 2.5 2.5" />,
  think: <path d="M9 18.5h6M10 21h4M12 3.5a6 6 0 0 0-3.6 10.8c.5.4.9 1 .9 1.700h5.400c0-.7.4-1.300.9-1.700A6 6 0 0 0 12 3.5" />,
  timer: <path d="M12 20.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M12 9v4l2.5 2M9.5 2.5h5" />,
  usage: <path d="M5 20v-7M12 20V4M19 20v-10" strokeWidth="2.4" />,
  warning: <path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20, className = "" }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      className={`shrink-0 ${className}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}

/** Tally marks: four strokes and the fifth across. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg className="shrink-0" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <g className="stroke-on-accent" strokeWidth="2.6" strokeLinecap="round" fill="none">
        <path d="M9.5 9v14M14 9v14M18.5 9v14M23 9v14M6.5 20.5l19-9" />
      </g>
    </svg>
  );
}
