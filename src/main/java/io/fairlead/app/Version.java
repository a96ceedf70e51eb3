package io.fairlead.app;

import picocli.CommandLine.IVersionProvider;

/// Which Fairlead this is.
final class Version implements IVersionProvider {

    static final String TEXT = "0.1.0";

    @Override
    public String[] getVersion() {
        return new String[] {"fairlead " + TEXT};
    }
}
