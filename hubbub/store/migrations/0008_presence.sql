-- State rows: how each account's user stands; who stays without a connection is brought back from here.
CREATE TABLE presence (
    account   TEXT PRIMARY KEY,
    seen      INTEGER NOT NULL,  -- when its last session ended, nanoseconds since 1970; 0 while there is one
    here      INTEGER NOT NULL,  -- whether it stays without a session; else the rest is empty
    nick      TEXT NOT NULL,
    user      TEXT NOT NULL,
    host      TEXT NOT NULL,
    real_name TEXT NOT NULL,
    modes     TEXT NOT NULL,     -- letters, sorted
    away      TEXT NOT NULL,     -- '' for not away
    signon    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE presence_channel (
    account TEXT NOT NULL REFERENCES presence (account),
    channel TEXT NOT NULL,      -- its key
    ranks   TEXT NOT NULL,      -- mode letters, sorted
    PRIMARY KEY (account, channel)
) WITHOUT ROWID;
