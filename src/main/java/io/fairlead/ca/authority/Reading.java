package io.fairlead.ca.authority;

import java.util.List;

/// What reading an authority gave.
public sealed interface Reading {

    record Good(Authority authority) implements Reading {}

    /// @param faults all that is wrong, each with file, rule and fix
    record Bad(List<Fault> faults) implements Reading {
        public Bad {
            faults = List.copyOf(faults);
        }
    }

    /// One thing that is wrong with an authority.
    ///
    /// @param file which of its files
    /// @param what is wrong
    /// @param fix what to do
    record Fault(String file, String what, String fix) {

        /// One line for people.
        public String text() {
            return file + ": " + what + "; fix: " + fix;
        }
    }
}
