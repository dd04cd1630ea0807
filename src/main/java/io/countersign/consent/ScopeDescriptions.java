package io.countersign.consent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says in words what each DocuSign scope allows. The names are those of DocuSign's scope page and of its products'
 * authentication pages; several names that mean the same to a reader share one sentence.
 */
final class ScopeDescriptions {
    private static final String UNKNOWN = "Use another DocuSign permission, which DocuSign explains after you sign in";

    private ScopeDescriptions() {}

    /**
     * Describes scopes for a page.
     *
     * @param scopes DocuSign's scope names; duplicates are shown once, an empty list gives an empty list
     * @return one text per sentence in the order of first mention; each unknown scope has a text of its own
     */
    static List<ScopeText> describe(List<String> scopes) {
        Map<String, List<String>> namesBySentence = new LinkedHashMap<>();
        for (String scope : new LinkedHashSet<>(scopes)) {
            String key = sentence(scope).orElse(scope);
            namesBySentence.computeIfAbsent(key, sentence -> new ArrayList<>()).add(scope);
        }
        return namesBySentence.entrySet().stream()
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static ScopeText text(String sentenceOrName, List<String> names) {
        boolean known = sentence(names.getFirst()).isPresent();
        return new ScopeText(known ? sentenceOrName : UNKNOWN, names, known);
    }

    private static Optional<String> sentence(String scope) {
        return Optional.ofNullable(
                switch (scope) {
                    case "signature" -> "Prepare, send and manage envelopes (documents for signature) on your behalf";
                    case "extended" -> "Stay connected without signing in again, until you withdraw the permission";
                    case "impersonation" -> "Work in your name also while you are not signed in";
                    case "openid" -> "See your name, your e-mail address and your DocuSign accounts";
                    case "cors" -> "Call DocuSign directly from a web page";
                    case "click.manage" -> "Create and change Click agreements";
                    case "click.send" -> "Present Click agreements and record who accepted them";
                    case "dtr.rooms.read" -> "See your rooms and workspaces";
                    case "dtr.rooms.write" -> "Create and change rooms and workspaces";
                    case "dtr.documents.read" -> "Read the documents in your rooms";
                    case "dtr.documents.write" -> "Add, change and remove documents in your rooms and workspaces";
                    case "dtr.profile.read" -> "See your Rooms profile";
                    case "dtr.profile.write" -> "Change your Rooms profile";
                    case "dtr.company.read" -> "See your company’s settings, offices and members in Rooms";
                    case "dtr.company.write" -> "Change your company’s settings, offices and members in Rooms";
                    case "room_forms" -> "Use the forms and form groups in your rooms";
                    case "organization_read" -> "See your organization in DocuSign";
                    case "group_read" -> "See the user groups of your organization";
                    case "permission_read" -> "See the permission profiles of your organization";
                    case "user_read" -> "See the users of your organization";
                    case "user_write" -> "Add, change and close users of your organization";
                    case "account_read" -> "See the accounts of your organization";
                    case "account_write" -> "Create and change accounts of your organization";
                    case "domain_read" -> "See the e-mail domains that your organization has claimed";
                    case "identity_provider_read" -> "See how your organization signs in (identity providers)";
                    case "user_data_redact" -> "Permanently remove personal data of users of your organization";
                    case "asset_group_account_read" -> "See the account groups of your organization";
                    case "asset_group_account_clone_read" ->
                        "See copies of accounts that were made in your organization";
                    case "asset_group_account_clone_write" -> "Create new accounts as copies of existing ones";
                    case "organization_sub_account_read" -> "See the sub-accounts of your organization";
                    case "organization_sub_account_write" -> "Create and change sub-accounts of your organization";
                    case "connect_org_config_read_api", "connect_org_oauth_read_api", "connect_org_hmac_read_api" ->
                        "See how your organization’s notifications (DocuSign Connect) are set up";
                    case "connect_org_config_write_api", "connect_org_oauth_write_api", "connect_org_hmac_write_api" ->
                        "Change how your organization’s notifications (DocuSign Connect) are set up and secured";
                    case "webforms_read" -> "See your web forms";
                    case "webforms_instance_read" -> "See the answers people gave in your web forms";
                    case "webforms_instance_write" -> "Start web forms for people to fill in";
                    case "aow_manage" -> "Start and manage your agreement workflows";
                    case "adm_store_unified_repo_read" -> "Read the agreements in your agreement repository";
                    case "adm_store_unified_repo_write" -> "Change the agreements in your agreement repository";
                    case "document_uploader_read" -> "See the progress of document uploads";
                    case "document_uploader_write" -> "Upload documents to your agreement repository";
                    case "public_dms_document_read" -> "Read the documents behind your agreements";
                    case "search_read" -> "Search your agreements";
                    case "models_read" -> "See how your agreements’ data is structured";
                    case "notary_read" -> "See notary sessions and journals";
                    case "notary_write" -> "Create and change notary sessions";
                    case "spring_read" -> "Let a connected assistant (MCP) read your agreements and envelopes";
                    case "spring_write" -> "Let a connected assistant (MCP) create and change agreements and envelopes";
                    default -> null;
                });
    }
}
