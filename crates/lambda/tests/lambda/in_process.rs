//! Functions of this program.
