"""What must hold between transfers and the records that they carry."""

# Whoever was once registered twice has rows under the other number, and transfers under the one kept.
WHOSE = """
    (one.volunteer_id = head.volunteer_id
     OR one.volunteer_id IN (SELECT volunteer_id FROM identity_merge
                             WHERE other_id = head.volunteer_id AND state IN ('merged', 'undone')))"""

STATEMENTS = {
    "a time that is held is held for a transfer": f"""
        SELECT head.volunteer_id, head.record_id
        FROM records_recordhead AS head
        WHERE head.whereabouts = 'arriving' AND NOT EXISTS (
            SELECT 1 FROM transfers_transfer AS one
            WHERE {WHOSE} AND one.side = 'receiver' AND one.state IN ('accepted', 'committed'))""",  # noqa: S608  ours alone
    "what another node recorded came in a bundle that is kept": f"""
        SELECT head.volunteer_id, head.record_id, head.origin
        FROM records_recordhead AS head
        WHERE head.origin <> '' AND head.whereabouts <> 'arriving' AND NOT EXISTS (
            SELECT 1 FROM transfers_bundle AS one WHERE {WHOSE})""",  # noqa: S608
    "what moved was handed over": f"""
        SELECT head.volunteer_id, head.record_id, head.moved_to
        FROM records_recordhead AS head
        WHERE head.whereabouts = 'moved' AND NOT EXISTS (
            SELECT 1 FROM transfers_transfer AS one
            WHERE {WHOSE} AND one.side = 'origin' AND one.node_name = head.moved_to
              AND one.state IN ('committed', 'done'))""",  # noqa: S608
}
