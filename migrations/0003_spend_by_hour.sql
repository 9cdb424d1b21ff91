-- What each hour (UTC) of the row's day cost, as JSON: {"13":4000}, nano-dollars. Null: told by a version that did not know.
ALTER TABLE spend ADD COLUMN hours TEXT;
