"""What must hold between figures of needs and the needs that they count, as long as nothing changed since the count."""

STATEMENTS = {
    "figures of needs come to the needs of their regions": """
        SELECT counted.code, counted.posted, figured.posted, counted.unmet, figured.unmet
        FROM (
            SELECT region.code, count(need.id) AS posted, max(need.changed_at) AS changed_at,
                   count(need.id) FILTER (WHERE need.state IN ('unmet', 'expired')) AS unmet,
                   count(need.id) FILTER (WHERE need.state IN ('confirmed', 'closed')) AS met
            FROM regions_region AS region JOIN needs_need AS need ON left(need.region_id, length(region.code)) = region.code
            WHERE need.state NOT IN ('draft', 'moderation', 'returned')
            GROUP BY region.code
        ) AS counted
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(posted), 0) AS posted, coalesce(sum(unmet), 0) AS unmet, coalesce(sum(met), 0) AS met
            FROM needs_needfigure AS figure WHERE figure.region_id = counted.code
        ) AS figured
        CROSS JOIN needs_needcount AS last
        WHERE (counted.posted, counted.unmet, counted.met) IS DISTINCT FROM (figured.posted, figured.unmet, figured.met)
          AND counted.changed_at < last.until""",
    "a need is in the index exactly as long as it may be taken up": """
        SELECT need.id, need.state, document.state
        FROM needs_need AS need LEFT JOIN search_document AS document ON document.id = need.id
        WHERE (need.state IN ('open', 'offered') AND document.state IS DISTINCT FROM 'open' AND need.expires_at > now())
           OR (need.state NOT IN ('open', 'offered') AND document.state = 'open')""",
}
