-- By which casemapping (model/names.py) the keys of channels were made.  No row: by the one that was configured before it was noted.
CREATE TABLE naming (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    casemapping TEXT NOT NULL
);
