/**
 * Names that WordPress 6.8 to 7.1 and WooCommerce 10.6 to 11.0 make themselves, as globs: what they hold is known, and a
 * PHI map answers for it by their tables. Read from `wp-admin/includes/schema.php`, `class-wc-install.php` and the data
 * stores. By table; `tables` are whole tables without PHI of their own.
 */
const knownNames: Readonly<Record<string, readonly string[]>> = {
  tables: words(`terms term_taxonomy term_relationships links wc_category_lookup wc_product_meta_lookup wc_product_attributes_lookup
    wc_product_download_directories wc_tax_rate_classes wc_reserved_stock wc_rate_limits woocommerce_attribute_taxonomies woocommerce_shipping_*
    woocommerce_tax_* woocommerce_termmeta wc_admin_note_actions actionscheduler_claims actionscheduler_groups blogs blogmeta site sitemeta
    registration_log wc_order_coupon_lookup wc_order_tax_lookup options termmeta`),
  usermeta: words(`nickname first_name last_name description rich_editing syntax_highlighting comment_shortcuts admin_color use_ssl show_admin_bar_front locale
    *capabilities *user_level dismissed_wp_pointers show_welcome_panel session_tokens *dashboard_quick_press_last_post_id *user-settings*
    community-events-location *persisted_preferences metaboxhidden_* closedpostboxes_* meta-box-order_* screen_layout_* manage*columnshidden
    *_per_page managenav-menuscolumnshidden nav_menu_recently_edited _application_passwords billing_* shipping_* paying_customer last_update
    wc_last_active _woocommerce_* woocommerce_* _order_count _money_spent _last_order wc_order_count_* wc_money_spent_* wc_last_order*
    dismissed_*_notice is_geeky_* _new_email default_password_nag primary_blog source_domain wp_user_avatar`),
  postmeta: words(`_wp_* _edit_* _menu_item_* _thumbnail_id _encloseme _pingme _oembed_* _customize_* _billing_* _shipping_* _customer_* _order_* _cart_*
    _payment_* _transaction_id _paid_date _completed_date _date_paid _date_completed _created_via _prices_include_tax _recorded_* _refund*
    _download* _new_order_email_sent _price _regular_price _sale_* _sku _global_unique_id _stock* _manage_stock _backorders _low_stock_amount
    _sold_individually _virtual _weight _length _width _height _upsell_ids _crosssell_ids _purchase_note _default_attributes _product_*
    _variation_description _tax_* _wc_* _featured _visibility _children total_sales attribute_* _cogs_* _coupon_* _used_by _edit_last
    discount_type coupon_amount individual_use product_ids exclude_product_ids usage_* limit_usage_to_x_items date_expires free_shipping
    product_categories exclude_product_categories exclude_sale_items minimum_amount maximum_amount customer_email _debug_log_source*
    is_wp_suggestion origin inline_featured_image footnotes`),
  wc_orders_meta:
    words(`_billing_address_index _shipping_address_index _edit_lock _edit_last _wp_* _wc_* _debug_log_source* _new_order_email_sent _refund* _coupon_*
    _cogs_* _order_* is_vat_exempt _payment_tokens _created_via _download_permissions_granted _recorded_* _cart_* _customer_*`),
  woocommerce_order_itemmeta:
    words(`_product_id _variation_id _qty _tax_class _line_* _fee_amount _cogs_* _reduced_stock _restock_refunded_items _refunded_item_id method_id
    instance_id cost total_tax taxes tax_status rate_* label compound tax_amount shipping_tax_amount discount_amount* coupon_data coupon_info
    Items pa_* _wc_*`),
  termmeta: words(`order* display_type thumbnail_id product_count_* is_wp_suggestion collection_*`),
  commentmeta: words(`_wp_trash_meta_* rating verified is_customer_note review_id note_*`),
  options: words(`_transient_* _site_transient_* admin_email* new_admin_email adminhash mailserver_* blog* siteurl home users_can_register comment* default_*
    moderation_* disallowed_keys close_comments_* page_comments require_name_email show_comments_* thread_comments* widget_* theme_mods_*
    woocommerce_* _woocommerce_* wc_* action_scheduler_* cron active_plugins rewrite_rules *user_roles auth_* logged_in_* nonce_* secure_auth_*
    secret_key db_version initial_db_version recovery_* auto_* date_format time_format links_updated_date_format ping_sites permalink_structure
    category_* tag_base gmt_offset uploads_* upload_* thumbnail_* medium_* large_size_* image_default_* avatar_* sticky_posts timezone_string
    page_* show_on_front site_icon wp_page_for_privacy_policy finished_* sidebars_widgets template stylesheet current_theme fresh_site use_*
    hack_file html_type start_of_week rss_use_excerpt posts_per_* link_manager_enabled uninstall_plugins recently_* can_compress_scripts WPLANG
    nav_menu_options product_cat_children schema-ActionScheduler_* wp_attachment_pages_enabled user_count health-check-* https_detection_errors
    https_migration_required embed_* wp_notes_*`),
};

const patterns = new Map(Object.entries(knownNames).map(([table, globs]) => [table, new RegExp(`^(?:${globs.map(patternOf).join('|')})$`, 'u')]));

/** Whether WordPress or WooCommerce make that key of a meta table, option, or (`tables`) whole table themselves. */
export function isKnown(table: string, name: string): boolean {
  return patterns.get(table)?.test(name) ?? false;
}

/** A glob, in which `*` stands for any characters, as a regular expression's source. */
export function patternOf(glob: string): string {
  return glob.replace(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '.*');
}

function words(text: string): readonly string[] {
  return text.split(/\s+/u);
}
