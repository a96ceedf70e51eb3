package io.fairlead.app;

/// What a daemon is to the others, for the console.
///
/// @param replicas false when this daemon is alone
/// @param leads whether it is the one that hears what all daemons hear
/// @param leader `HOST:PORT` of the leader's secured port; empty while nobody leads
/// @param console `HOST:PORT` of the leader's pages; empty when it has none
/// @param whole whether its pages show what all daemons hear; one that follows asks the leader for them
record ReplicaView(boolean replicas, boolean leads, String leader, String console, boolean whole) {}
