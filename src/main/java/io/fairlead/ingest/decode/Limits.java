package io.fairlead.ingest.decode;

/// What one file may ask of us. Each limit is an error that names itself when it is passed.
///
/// @param fileBytesMax size of a file
/// @param depthMax nesting of mappings and lists
/// @param aliasesMax aliases (`*name`) to mappings and lists in a file
/// @param nodesMax values in a file after aliases are written out
/// @param documentsMax documents in a file
/// @param objectsMax objects in a file, those in Lists included
/// @param problemsMax problems told of one file; the rest is only counted
public record Limits(
        int fileBytesMax,
        int depthMax,
        int aliasesMax,
        int nodesMax,
        int documentsMax,
        int objectsMax,
        int problemsMax) {
    public static final Limits DEFAULT =
            new Limits(8 << 20, 64, 200, 2_000_000, 5_000, 20_000, 200);
}
