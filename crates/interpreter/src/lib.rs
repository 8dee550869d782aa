//! One execution of a state machine, without I/O.
