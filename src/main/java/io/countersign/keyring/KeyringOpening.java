package io.countersign.keyring;

import java.nio.file.Path;
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

    /**
     * Nothing is known of it: the directory is not there, or cannot be read. That may pass, as a volume that is mounted
     * late.
     *
     * @param directory where it should be
     * @param reason half a sentence, without a full stop
     * @param refusal what refuses the start if it does not pass
     */
    record Unreachable(Path directory, String reason, Refused refusal) implements KeyringOpening {}
}
