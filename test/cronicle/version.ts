/** The release whose behaviour is copied; it is what the API answers and the log says. */
export const version = '0.9.129'
