//! Messages in, effects and state out.
