/**
 * The limits both sides know, with their units. A client may check them early; the server always does.
 */

/** From this share of a budget on a person is warned, and listed first for administrators. Per cent. */
export const WARN_AT_PERCENT = 80;
/** UTF-8 bytes in one message's text. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Characters (UTF-16 code units) in a title. */
export const MAX_TITLE_CHARACTERS = 200;
/** UTF-8 bytes in a system prompt. */
export const MAX_SYSTEM_BYTES = 32 * 1024;
/** Messages in one conversation, questions and answers counted alike. */
export const MAX_MESSAGES = 10_000;
/** How long a temporary conversation lives after its last message, milliseconds (24 hours). Then it deletes itself. */
export const TEMPORARY_LIFE_MS = 86_400_000;
/** Days a person's conversations may be kept at most without a message, where they chose a period; 1 to ten years. */
export const MAX_RETENTION_DAYS = 3_650;
/** Models a person may mark as favourites. */
export const MAX_FAVOURITE_MODELS = 50;
/** Tabs on one conversation at once. */
export const MAX_TABS = 100;
/** Sockets on the list of a person's conversations at once. */
export const MAX_LIST_SOCKETS = 100;
/** Frames one socket may send at once beside `received`, and how many more each second; what is beyond is refused. */
export const FRAMES_AT_ONCE = 200;
export const FRAMES_PER_SECOND = 20;
/** The same of free commands (those that ask no model) to one conversation, over all of a person's sockets and over HTTP. */
export const FREE_AT_ONCE = 1_000;
export const FREE_PER_SECOND = 100;
/** Refused frames after which a socket that goes on sending is closed. */
export const REFUSED_FRAMES = 500;
/** Questions that may wait behind the running answer. */
export const MAX_QUEUED = 32;
/** Messages in the window a tab opens with; older ones are asked for. */
export const WINDOW_MESSAGES = 50;
/** UTF-8 bytes of text after which the window a tab opens with is not extended (one message may exceed it alone). */
export const WINDOW_BYTES = 80 * 1024;
/** UTF-8 bytes of text that a reconnecting tab gets message by message; where more has changed it gets a snapshot. */
export const RESUME_BYTES = 1024 * 1024;
/**
 * UTF-8 bytes after which a page of a list is not extended (one entry may exceed it alone). The platform carries 32 MiB
 * between objects, in which a text may take two bytes where UTF-8 takes one.
 */
export const PAGE_BYTES = 4 * 1024 * 1024;
/** UTF-8 bytes in one frame a client sends: the largest message, JSON-escaped, with room for its envelope. */
export const MAX_FRAME_BYTES = 2 * 1024 * 1024;
/** UTF-8 bytes sent to a tab, its largest frame left out, that it has not proved to have read; beyond it the tab is dropped and resumes. */
export const MAX_UNCONFIRMED_BYTES = 2 * 1024 * 1024;
/**
 * The same over all tabs of one conversation, those that were dropped and have not closed yet among them, against the
 * object's 128 MB: beyond it the slowest tab is dropped and none comes in.
 */
export const MAX_UNCONFIRMED_BYTES_IN_ALL = 48 * 1024 * 1024;
/** UTF-8 bytes of frames after which a tab is sent a mark to return. */
export const CONFIRM_EVERY_BYTES = 256 * 1024;
/** UTF-8 bytes of frames to a tab after which what it has not confirmed is stored again, to survive hibernation. */
export const KEEP_OWED_EVERY_BYTES = 32 * 1024;
/** The version of the frames, the `v` of the socket's URL. */
export const PROTOCOL_VERSION = 2;
/** The oldest version that is still spoken here. It cannot make a conversation by its socket. */
export const OLDEST_PROTOCOL_VERSION = 1;
/** From this version on clients return marks. */
export const FIRST_VERSION_WITH_MARKS = 2;
