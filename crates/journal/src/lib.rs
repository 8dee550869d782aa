//! What must survive: executions and their records, documents, group commit, recovery.
