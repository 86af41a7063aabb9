-- What Amazon Redshift has beyond PostgreSQL, as far as generated SQL uses it. Runs once, in a new server.

-- SUPER is compact JSON text, in a type of its own, so that the catalogue and the driver call it by its name. As a text
-- type JSON_SERIALIZE, which PostgreSQL has as syntax, takes it.
CREATE TYPE super;
CREATE FUNCTION super_in(cstring) RETURNS super AS 'textin' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION super_out(super) RETURNS cstring AS 'textout' LANGUAGE internal IMMUTABLE STRICT;
CREATE TYPE super (
    INPUT = super_in, OUTPUT = super_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended, CATEGORY = 'S'
);
CREATE CAST (text AS super) WITHOUT FUNCTION;
CREATE CAST (super AS text) WITHOUT FUNCTION AS IMPLICIT;

CREATE FUNCTION compact(jsonb) RETURNS super LANGUAGE sql IMMUTABLE STRICT SET standard_conforming_strings = on AS
    $$SELECT regexp_replace($1::text, '("(?:[^"\\]|\\.)*")|([:,]) ', '\1\2', 'g')::super$$;
CREATE FUNCTION json_parse(text) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS 'SELECT compact($1::jsonb)';
CREATE FUNCTION is_varchar(super) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT $1::text LIKE '"%'$$;

-- A scalar that becomes SUPER is a JSON scalar; a JSON string that becomes text loses its quotes.
CREATE FUNCTION super_of(varchar) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS 'SELECT to_json($1)::text::super';
CREATE FUNCTION super_of(bigint) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text::super';
CREATE FUNCTION super_of(integer) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text::super';
CREATE FUNCTION super_of(numeric) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text::super';
CREATE FUNCTION super_of(boolean) RETURNS super LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1::text::super';
CREATE CAST (varchar AS super) WITH FUNCTION super_of(varchar) AS ASSIGNMENT;
CREATE CAST (bigint AS super) WITH FUNCTION super_of(bigint) AS ASSIGNMENT;
CREATE CAST (integer AS super) WITH FUNCTION super_of(integer) AS ASSIGNMENT;
CREATE CAST (numeric AS super) WITH FUNCTION super_of(numeric) AS ASSIGNMENT;
CREATE CAST (boolean AS super) WITH FUNCTION super_of(boolean) AS ASSIGNMENT;
CREATE FUNCTION text_of(super) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS
    $$SELECT ($1::text)::jsonb #>> '{}'$$;
CREATE CAST (super AS varchar) WITH FUNCTION text_of(super);

-- Another hash than Redshift's; generated SQL only compares two of them.
CREATE FUNCTION fnv_hash(anyelement) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS
    'SELECT hashtextextended($1::text, 0)';

-- Backslashes in literals are escapes there.
ALTER DATABASE postgres SET standard_conforming_strings = off;
ALTER DATABASE postgres SET escape_string_warning = off;
