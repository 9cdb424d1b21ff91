/** The app's icons: lucide's line drawings in the text's colour. Always decoration; the control around them carries the name. */
import {
  Archive,
  Bookmark,
  ArrowDown,
  ArrowUp,
  Braces,
  Camera,
  ChartColumn,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  CircleAlert,
  CircleHelp,
  Copy,
  Download,
  Ellipsis,
  FastForward,
  FileText,
  Folder,
  FoldVertical,
  Globe,
  Info,
  Keyboard,
  Lightbulb,
  Link2,
  ListChecks,
  Lock,
  LogOut,
  Menu,
  MessageSquare,
  Mic,
  Monitor,
  Moon,
  PanelLeft,
  PanelsTopLeft,
  Pencil,
  Pin,
  Plus,
  Rocket,
  Receipt,
  RotateCw,
  Search,
  Settings,
  SlidersHorizontal,
  Split,
  Square,
  SquarePen,
  Sun,
  Table,
  ThumbsDown,
  ThumbsUp,
  Timer,
  Trash2,
  Undo2,
  User,
  Users,
  Volume2,
  WifiOff,
  Wrench,
  WrapText,
  X,
  type LucideIcon,
} from "lucide-react";

const ICONS = {
  add: Plus,
  alert: CircleAlert,
  archive: Archive,
  arrowDown: ArrowDown,
  arrowUp: ArrowUp,
  branch: Split,
  chat: MessageSquare,
  camera: Camera,
  check: Check,
  chevronDown: ChevronDown,
  chevronLeft: ChevronLeft,
  chevronRight: ChevronRight,
  close: X,
  code: Braces,
  compose: SquarePen,
  continue: FastForward,
  copy: Copy,
  delete: Trash2,
  down: ThumbsDown,
  download: Download,
  edit: Pencil,
  file: FileText,
  folder: Folder,
  globe: Globe,
  help: CircleHelp,
  info: Info,
  key: Keyboard,
  link: Link2,
  lock: Lock,
  logout: LogOut,
  menu: Menu,
  microphone: Mic,
  moon: Moon,
  more: Ellipsis,
  offline: WifiOff,
  people: Users,
  person: User,
  pin: Pin,
  preferences: Settings,
  preset: Bookmark,
  receipt: Receipt,
  refresh: RotateCw,
  rocket: Rocket,
  search: Search,
  select: ListChecks,
  settings: SlidersHorizontal,
  sidebar: PanelLeft,
  speak: Volume2,
  stop: Square,
  summary: FoldVertical,
  sun: Sun,
  system: Monitor,
  table: Table,
  tabs: PanelsTopLeft,
  think: Lightbulb,
  timer: Timer,
  tool: Wrench,
  undo: Undo2,
  up: ThumbsUp,
  usage: ChartColumn,
  warning: CircleAlert,
  wrap: WrapText,
} satisfies Record<string, LucideIcon>;

export type IconName = keyof typeof ICONS;

export function Icon({ name, size = 20, className = "" }: { name: IconName; size?: number; className?: string }) {
  const Drawing = ICONS[name];
  return (
    <Drawing
      size={size}
      strokeWidth={1.75}
      fill={name === "stop" ? "currentColor" : "none"}
      className={`shrink-0 ${className}`}
      aria-hidden="true"
    />
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
