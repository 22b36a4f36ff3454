// Package ctxescape asks: does work outlive the request whose context it has?
//
// # Analyzer ctxescape
//
// ctxescape: report request contexts that work outliving the request goes on with
//
// The context of a request is cancelled when the function that serves it
// returns. A goroutine that the function starts and does not wait for loses its
// context midway, sooner or later as the scheduler likes:
//
//	func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		ctx := r.Context()
//		go s.db.ExecContext(ctx, "insert into visits ...") // mostly fails
//		w.WriteHeader(http.StatusAccepted)
//	}
//
// Detach what goes on, and keep the request's values:
//
//	go s.db.ExecContext(context.WithoutCancel(ctx), "insert into visits ...")
//
// A function serves a request if it has an http.ResponseWriter and an
// *http.Request; if it is a method of a type that embeds the UnimplementedServer
// or UnsafeServer which gRPC's generator makes, or Connect's UnimplementedHandler,
// or that is passed to the generated function which registers it; if it is an
// interceptor of gRPC; or if it is passed to something known to call it per
// request, like lambda.Start. (net/rpc gives its methods no context.)
//
// Silent when somebody waits for the goroutine, what starts it included; when the
// function waits for anything after it has started it, also in a helper, or loops,
// or does something with what the start has returned; when the goroutine looks at the
// context itself, for then it is there to end with it; when it may go on as long
// as the context does, because it loops or receives; and when it only logs,
// traces or reads values.
//
// A goroutine that uses context.Background instead is right, too: it loses the
// request's values, which cancelcheck explain tells and nothing reports. So
// mending one never leads to the other.
//
// Categories:
//
//   - work: a goroutine passes the context to something that needs it alive
//     (certain; likely where that is seen by its signature only: it takes a
//     context and returns an error)
//   - callee: the function passes it to another that starts such work, by the
//     facts of its package (certain)
//
// In _test.go files and in packages that serve tests every finding is likely.
package ctxescape
