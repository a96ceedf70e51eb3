package io.fairlead.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/// What became of a call, and by which way.
///
/// @param status of an answer that the proxy gives itself; 0 when it forwarded
/// @param destination `address:port` that was chosen, or empty
/// @param host the authority that upstream sees
/// @param path the path and query that upstream sees
record Outcome(
        String listener,
        String chain,
        String route,
        String cluster,
        String destination,
        int status,
        String location,
        String host,
        String path,
        Map<String, String> headers) {

    /// Which way was taken before anything was decided.
    static Outcome at(String listener, String chain) {
        return new Outcome(listener, chain, "", "", "", 0, "", "", "", Map.of());
    }

    Outcome on(String newRoute) {
        return new Outcome(
                listener,
                chain,
                newRoute,
                cluster,
                destination,
                status,
                location,
                host,
                path,
                headers);
    }

    Outcome through(String newCluster) {
        return new Outcome(
                listener,
                chain,
                route,
                newCluster,
                destination,
                status,
                location,
                host,
                path,
                headers);
    }

    Outcome to(String newDestination) {
        return new Outcome(
                listener,
                chain,
                route,
                cluster,
                newDestination,
                status,
                location,
                host,
                path,
                headers);
    }

    Outcome answered(int newStatus, String newLocation) {
        return new Outcome(
                listener, chain, route, cluster, "", newStatus, newLocation, host, path, headers);
    }

    Outcome sent(String newHost, String newPath, Map<String, String> newHeaders) {
        return new Outcome(
                listener,
                chain,
                route,
                cluster,
                destination,
                status,
                location,
                newHost,
                newPath,
                newHeaders);
    }

    /// In a word, as tables say it: `-> cluster`, `503`, `302 http://…`.
    String inAWord() {
        if (status != 0) {
            return (status + " " + location).strip();
        }
        return "-> " + (destination.isEmpty() ? cluster : destination);
    }

    Outcome goesTo(String expected) {
        assertThat(destination).as(toString()).isEqualTo(expected);
        return this;
    }

    Outcome goesThrough(String expected) {
        assertThat(cluster).as(toString()).isEqualTo(expected);
        return this;
    }

    Outcome isAnswered(int expected) {
        assertThat(status).as(toString()).isEqualTo(expected);
        return this;
    }
}
