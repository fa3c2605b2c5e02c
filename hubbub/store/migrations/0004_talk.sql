-- State rows: which reactions a message has, so that nobody gives the same one twice.
CREATE TABLE reaction (
    message  TEXT NOT NULL,     -- the msgid
    identity TEXT NOT NULL,     -- whose
    reaction TEXT NOT NULL,
    PRIMARY KEY (message, identity, reaction)
) WITHOUT ROWID;

-- State rows: up to when somebody with an account has read a conversation.
CREATE TABLE read_marker (
    identity     TEXT NOT NULL,     -- the account's id
    conversation TEXT NOT NULL,     -- its key, whether anything was said there or not
    time         INTEGER NOT NULL,  -- nanoseconds since 1970
    PRIMARY KEY (identity, conversation)
) WITHOUT ROWID;
