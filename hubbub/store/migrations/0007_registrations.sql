-- State rows: channels that belong to somebody, and who is what in them for good.
CREATE TABLE channel_registration (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    founder      TEXT NOT NULL,     -- an account's id
    time         INTEGER NOT NULL,  -- nanoseconds since 1970
    heir         TEXT NOT NULL      -- the account it was offered to, '' for none
);

CREATE TABLE channel_role (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    account      TEXT NOT NULL,     -- its id
    rank         TEXT NOT NULL,     -- a mode letter
    PRIMARY KEY (conversation, account)
) WITHOUT ROWID;

-- State rows: channels in which nobody may be.
CREATE TABLE purge (
    key      TEXT PRIMARY KEY,      -- the channel's
    name     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    set_by   TEXT NOT NULL,
    set_time INTEGER NOT NULL
) WITHOUT ROWID;
