set local role {{owner}};

-- A command that acts for a parent sets a photo by the same door; the door asks for the parent's rights as ever.
grant execute on function app.set_child_photo(bigint, bigint, timestamptz) to {{worker}};
