/** WordPress of Debian trixie, which a stack means by `core: { version: debian }`. */
export const debianWordPress = '6.8';
