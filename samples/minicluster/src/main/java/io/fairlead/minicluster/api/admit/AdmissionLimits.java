package io.fairlead.minicluster.api.admit;

/// What a webhook may answer.
///
/// @param answerBytesMax of an answer
/// @param warningsCharsMax of all warnings for one request together; what comes after is left out
/// @param warningCharsMax of one warning; the rest is cut off
public record AdmissionLimits(int answerBytesMax, int warningsCharsMax, int warningCharsMax) {

    public static final AdmissionLimits DEFAULT = new AdmissionLimits(3 << 20, 4_096, 256);
}
