package io.countersign.keyring;

import java.util.List;

/** What came of opening the keyring at start. */
public sealed interface KeyringOpening {

    /**
     * It is open.
     *
     * @param keyring ready for use
     * @param warnings what an operator should change, one sentence each; often empty
     */
    record Opened(Keyring keyring, List<String> warnings) implements KeyringOpening {
        /** Keeps a copy of the list. */
        public Opened {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It is not open, and the vault must not start.
     *
     * @param property the configuration property at fault
     * @param message what is wrong with it and what to do; holds no key material
     */
    record Refused(String property, String message) implements KeyringOpening {
        static Refused forDirectory(String message) {
            return new Refused("countersign.keyring.directory", message);
        }

        static Refused forPrimary(String message) {
            return new Refused("countersign.keyring.primary", message);
        }
    }
}
