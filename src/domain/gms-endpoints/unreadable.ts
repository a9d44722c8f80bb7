/** Ends the reading of a request for GMS; its message goes to the client and says what to send instead. */
export class Unreadable extends Error {}
