package io.fairlead.app;

/// What a daemon is to the others, for the console.
///
/// @param replicas false when this daemon is alone
/// @param leads whether its pages show what all daemons hear
/// @param leader `HOST:PORT` of the leader's secured port; empty while nobody leads
/// @param console `HOST:PORT` of the leader's pages; empty when it has none
record ReplicaView(boolean replicas, boolean leads, String leader, String console) {}
