"""What must hold between the figures and the rows that they sum up, as long as nobody has written since the count."""

STATEMENTS = {
    "an organization's minutes are those of its records": """
        SELECT figure.organization_id, figure.credit_minutes, figure.honour_minutes
        FROM figures_organizationfigure AS figure
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(minutes) FILTER (WHERE grade IN ('A', 'B', 'C')), 0) AS credit,
                   coalesce(sum(minutes) FILTER (WHERE grade IN ('D', 'E')), 0) AS honour, max(written_at) AS written_at
            FROM records_organizationrecord AS record
            WHERE record.organization_id = figure.organization_id AND record.kind = 'service' AND standing = 'valid'
        ) AS counted
        CROSS JOIN figures_count AS last
        WHERE (counted.credit, counted.honour) IS DISTINCT FROM (figure.credit_minutes, figure.honour_minutes)
          AND NOT EXISTS (
            SELECT 1 FROM records_organizationrecord AS record
            WHERE record.organization_id = figure.organization_id AND record.written_at >= last.until)""",
    "a tree comes to what stands in it": """
        SELECT branch.organization_id, branch.credit_minutes, branch.honour_minutes
        FROM figures_branchfigure AS branch
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(credit_minutes), 0) AS credit, coalesce(sum(honour_minutes), 0) AS honour,
                   max(figure.counted_at) AS counted_at
            FROM organizations_node AS node JOIN figures_organizationfigure AS figure USING (organization_id)
            WHERE node.path @> ARRAY[branch.organization_id]
        ) AS counted
        WHERE (counted.credit, counted.honour) IS DISTINCT FROM (branch.credit_minutes, branch.honour_minutes)
          AND counted.counted_at <= branch.counted_at""",
}
