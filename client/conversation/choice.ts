/** The look of what can be done about something, on a notice of any tone. */
export const CHOICE = "inline-flex h-8 items-center rounded-full border border-current/25 px-3 text-[13px] font-medium hover:bg-hover";
