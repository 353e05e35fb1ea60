/** What is looked for, and where it stands when it is found. */
export interface Sought {
  readonly id: number;
  readonly title: string;
  readonly slug: string;
}

/**
 * Every way in which WordPress and WooCommerce give a product to somebody who looks for it: its own address, search,
 * lists, feeds, sitemaps, REST, embeds. A shop that has not all of them answers some with 404.
 */
export function placesOf({ id, title, slug }: Sought, siteUrl: string): readonly string[] {
  const term = encodeURIComponent(searchTerm(title));
  const own = encodeURIComponent(`${siteUrl}/product/${slug}/`);
  return [
    `/product/${slug}/`,
    `/?p=${id}&post_type=product`,
    `/?s=${term}`,
    `/?s=${term}&post_type=product`,
    '/shop/',
    '/?post_type=product',
    `/?s=${term}&post_type=product&feed=rss2`,
    '/?post_type=product&feed=rss2',
    '/wp-sitemap-posts-product-1.xml',
    `/wp-json/wp/v2/search?search=${term}`,
    `/wp-json/wp/v2/product?search=${term}`,
    `/wp-json/wp/v2/product/${id}`,
    `/wp-json/wc/store/v1/products?search=${term}`,
    `/wp-json/wc/store/v1/products/${id}`,
    `/wp-json/wc/v3/products?search=${term}`,
    `/wp-json/wc/v3/products/${id}`,
    `/wp-json/oembed/1.0/embed?url=${own}`,
  ];
}

/** A search that finds the title, and which a page that only repeats it cannot be taken for the title by. */
function searchTerm(title: string): string {
  const first = title.split(' ')[0] ?? '';
  return first.length > 5 ? first.slice(0, -1) : first;
}

/** Told by content, whatever the status: the whole title as HTML, XML or JSON writes it, or the product's own name in an address. */
export function isIn(text: string, { title, slug }: Sought): boolean {
  return [title, title.replaceAll('&', '&amp;'), `/${slug}/`, `\\/${slug}\\/`, `"slug":"${slug}"`].some((form) => text.includes(form));
}
