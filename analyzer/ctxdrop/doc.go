// Package ctxdrop asks: does a call that waits get the context at hand?
//
// # Analyzer ctxdrop
//
// ctxdrop: report calls that drop a context at hand
//
// A function that has a context, and waits for the network, a process or a
// database by a call that takes none, cannot be cancelled while it waits:
//
//	func load(ctx context.Context, db *sql.DB, url string) error {
//		resp, err := http.Get(url) // waits for as long as the server likes
//		…
//		_, err = db.Exec("INSERT …")
//
// Call what takes the context:
//
//	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
//	…
//	resp, err := http.DefaultClient.Do(req)
//	…
//	_, err = db.ExecContext(ctx, "INSERT …")
//
// What waits is known for the standard library and well-known modules, and
// found out for the code under analysis, across packages. What to call instead
// is known, or a function of the same receiver or package, called F with
// Context, Ctx or WithContext behind it, that has F's parameters behind a
// context. Requests and commands are followed from where they are made to where
// they are sent or run, also into functions of the package.
//
// Silent when a request or a command gets a context on the way, is handed to
// somebody else, is waited for by a goroutine, or can be ended otherwise (a
// watcher kills it, it runs at the terminal); when an address is a number, a
// socket file or of this machine; in deferred calls and goroutines that do not
// mention the context, or only mention it; where two of the doubts below come
// together; when the context is done already, or a command line's; for logging;
// for a root that is given a time limit of its own; and when nothing says that
// the call waits.
//
// Categories:
//
//   - call: a function that is known to wait is called, and the context is a
//     parameter or a served request's (certain)
//   - request: an HTTP request is made without it, and sent (certain)
//   - command: a process is made without it, and waited for (certain)
//   - pair: a function is called that waits, and its twin takes a context
//     (certain)
//   - helper: a function of the package's own waits and takes no context,
//     though all its callers have one (likely)
//   - root: Background or TODO is passed to a function that needs its context,
//     though a live one is at hand; not in clean-ups, and not where a comment
//     speaks of it (likely)
//
// Every finding is likely where a time limit is visible (an argument, a field
// of the client or dialer, a deadline); where the context is a field, a
// parameter without a name, or ended by a signal; in a literal that may run
// later; within a database transaction, which may have a context of its own;
// and where of a pair only an interface is known. Tests block on purpose: in
// _test.go files, and in packages that serve tests, every finding is likely.
package ctxdrop
