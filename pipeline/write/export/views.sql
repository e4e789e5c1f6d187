-- What analysts ask for, on the tables of a run. "performed": actual, positive, no satellite (guidelines M1, M2, U7).

CREATE VIEW parties AS
SELECT a.doc_id, a.act_id, a.role, a.position, a.start, a."end", a.text, a.resolution, a.entity_id,
       coalesce(e.canonical, a.name, a.text) AS name,
       coalesce(e.name_fr, e.canonical, a.name, a.text) AS name_fr,
       coalesce(e.name_en, e.canonical, a.name, a.text) AS name_en,
       e.wikidata, e.country
FROM act_arguments a
LEFT JOIN (
    SELECT doc_id, entity_id, any_value(canonical) AS canonical, any_value(name_fr) AS name_fr,
           any_value(name_en) AS name_en, any_value(wikidata) AS wikidata, any_value(country) AS country
    FROM entities WHERE entity_id IS NOT NULL GROUP BY ALL
) e USING (doc_id, entity_id)
WHERE a.role IN ('actor', 'target');

CREATE VIEW acts_in_context AS
SELECT a.*, d.title, d.published, d.publisher, d.author, d.genre, d.language, d.path,
       s.start AS sentence_start, s."end" AS sentence_end,
       substring(d.text, s.start + 1, s."end" - s.start) AS sentence,
       (SELECT string_agg(name, ' ; ' ORDER BY position) FROM parties p
        WHERE p.doc_id = a.doc_id AND p.act_id = a.act_id AND p.role = 'actor') AS actor_name,
       (SELECT string_agg(name, ' ; ' ORDER BY position) FROM parties p
        WHERE p.doc_id = a.doc_id AND p.act_id = a.act_id AND p.role = 'target') AS target_name
FROM acts a
JOIN documents d USING (doc_id)
LEFT JOIN sentences s USING (doc_id, sentence_id);

CREATE VIEW performed AS
SELECT * FROM acts_in_context WHERE polarity = 'pos' AND status = 'actual' AND NOT satellite;

CREATE VIEW accusations AS SELECT * FROM performed WHERE tag = 'ACCUSATION';
CREATE VIEW denials AS SELECT * FROM performed WHERE tag = 'DENIAL';
CREATE VIEW demands AS SELECT * FROM performed WHERE tag = 'DEMAND';

CREATE VIEW who_to_whom AS
SELECT p.tag, actor.name AS actor, target.name AS target, count(DISTINCT (p.doc_id, p.act_id)) AS acts,
       count(DISTINCT p.doc_id) AS documents, min(p.published) AS first_day, max(p.published) AS last_day
FROM performed p
JOIN parties actor ON actor.doc_id = p.doc_id AND actor.act_id = p.act_id AND actor.role = 'actor'
JOIN parties target ON target.doc_id = p.doc_id AND target.act_id = p.act_id AND target.role = 'target'
WHERE actor.name IS NOT NULL AND target.name IS NOT NULL
GROUP BY ALL ORDER BY acts DESC, actor, target;

CREATE VIEW acts_by_month AS
SELECT date_trunc('month', published) AS month, tag, count(*) AS acts, count(DISTINCT doc_id) AS documents
FROM performed WHERE published IS NOT NULL GROUP BY ALL ORDER BY month, tag;

CREATE VIEW quotations_by_speaker AS
SELECT speaker_name, type, count(*) AS quotations, sum("end" - start) AS characters
FROM quotations WHERE type <> 'scare' AND speaker_name IS NOT NULL
GROUP BY ALL ORDER BY characters DESC;
