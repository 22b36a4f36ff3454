// Package bad holds what ctxescape finds; a function is named for its case.
package bad

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"github.com/GoogleCloudPlatform/functions-framework-go/functions"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/cloudevents/sdk-go/v2/event"
	"github.com/labstack/echo/v4"
	"google.golang.org/grpc"
)

type server struct{ db *sql.DB }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	go s.db.ExecContext(r.Context(), "insert") // want `r.Context\(\) ends with the HTTP request, not this goroutine: ExecContext fails midway \(ctxescape\)`
	w.WriteHeader(http.StatusAccepted)
}

func (s *server) fromVariable(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), "k", 1)
	go func() {
		_, _ = s.db.ExecContext(ctx, "insert") // want `ctx ends with the HTTP request, not this goroutine: ExecContext fails midway`
	}()
}

func (s *server) limitedInside(w http.ResponseWriter, r *http.Request) {
	go func() {
		ctx, cancel := context.WithTimeout(r.Context(), time.Minute) // want `r.Context\(\) ends with the HTTP request, not this goroutine: WithTimeout fails midway`
		defer cancel()
		_, _ = s.db.ExecContext(ctx, "insert")
	}()
}

func (s *server) save(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "insert")
	return err
}

func (s *server) namedBody(w http.ResponseWriter, r *http.Request) {
	go s.save(r.Context()) // want `r.Context\(\) ends with the HTTP request, not this goroutine: save fails midway`
}

func (s *server) later(ctx context.Context) {
	time.AfterFunc(time.Second, func() { _ = s.save(ctx) })
}

func (s *server) belowHelper(w http.ResponseWriter, r *http.Request) {
	s.later(r.Context()) // want `r.Context\(\) ends with the HTTP request, what later starts with it does not \(ctxescape\)`
}

func (s *server) visit(r *http.Request) { s.later(r.Context()) }

func (s *server) belowHelperWithTheRequest(w http.ResponseWriter, r *http.Request) {
	s.visit(r) // want `r ends with the HTTP request, what visit starts with it does not`
}

func middleware(s *server, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		go func() {
			_ = s.save(r.Context()) // want `r.Context\(\) ends with the HTTP request`
		}()
		next.ServeHTTP(w, r)
	})
}

// What the generator makes of a service.

type Reply struct{}

type GreeterServer interface {
	Greet(context.Context, *Reply) (*Reply, error)
	Follow(*Reply, grpc.ServerStreamingServer[Reply]) error
}

type UnimplementedGreeterServer struct{}

func (UnimplementedGreeterServer) Greet(context.Context, *Reply) (*Reply, error) { return nil, nil }
func (UnimplementedGreeterServer) Follow(*Reply, grpc.ServerStreamingServer[Reply]) error {
	return nil
}

func RegisterGreeterServer(s grpc.ServiceRegistrar, srv GreeterServer) {}

type embeds struct {
	UnimplementedGreeterServer
	db *sql.DB
}

func (e *embeds) Greet(ctx context.Context, in *Reply) (*Reply, error) {
	go e.db.ExecContext(ctx, "insert") // want `ctx ends with the RPC, not this goroutine: ExecContext fails midway`
	return in, nil
}

func (e *embeds) Follow(in *Reply, stream grpc.ServerStreamingServer[Reply]) error {
	ctx := stream.Context()
	go e.db.ExecContext(ctx, "insert") // want `ctx ends with the RPC`
	return nil
}

type registered struct{ db *sql.DB }

func (g *registered) Greet(ctx context.Context, in *Reply) (*Reply, error) {
	go e(ctx, g.db) // want `ctx ends with the RPC, not this goroutine: e fails midway`
	return in, nil
}

func (g *registered) Follow(*Reply, grpc.ServerStreamingServer[Reply]) error { return nil }

func e(ctx context.Context, db *sql.DB) { _ = db.PingContext(ctx) }

func serve(s *grpc.Server, db *sql.DB) { RegisterGreeterServer(s, &registered{db}) }

func interceptor(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	answer, err := handler(ctx, req)
	go countCall(ctx) // want `ctx ends with the RPC, not this goroutine: countCall fails midway`
	return answer, err
}

func streamInterceptor(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	go countCall(stream.Context()) // want `stream.Context\(\) ends with the RPC`
	return handler(srv, stream)
}

var calls *sql.DB

func countCall(ctx context.Context) { _, _ = calls.ExecContext(ctx, "insert") }

// What Connect's generator makes of a service.

type EchoHandler interface {
	Echo(context.Context, *Reply) (*Reply, error)
}

type UnimplementedEchoHandler struct{}

func (UnimplementedEchoHandler) Echo(context.Context, *Reply) (*Reply, error) { return nil, nil }

func NewEchoHandler(svc EchoHandler, opts ...func()) (string, http.Handler) { return "/echo/", nil }

type echoEmbeds struct {
	UnimplementedEchoHandler
	db *sql.DB
}

func (e *echoEmbeds) Echo(ctx context.Context, in *Reply) (*Reply, error) {
	go e.db.ExecContext(ctx, "insert") // want `ctx ends with the RPC`
	return in, nil
}

type echoes struct{ db *sql.DB }

func (e *echoes) Echo(ctx context.Context, in *Reply) (*Reply, error) {
	go e.db.ExecContext(ctx, "insert") // want `ctx ends with the RPC`
	return in, nil
}

func mount(mux *http.ServeMux, db *sql.DB) { mux.Handle(NewEchoHandler(&echoes{db})) }

func invoked(ctx context.Context, in *Reply) error {
	go func() {
		_, _ = http.NewRequestWithContext(ctx, "GET", "https://example.com/", nil) // want `ctx ends with the invocation`
	}()
	return nil
}

func main() { lambda.Start(invoked) }

type function struct{ db *sql.DB }

func (f *function) invoked(ctx context.Context, in Reply) (Reply, error) {
	go f.db.ExecContext(ctx, "insert") // want `ctx ends with the invocation`
	return in, nil
}

func mainOfMethod(db *sql.DB) { lambda.StartHandlerFunc((&function{db}).invoked) }

func init() {
	functions.CloudEvent("count", func(ctx context.Context, _ event.Event) error {
		go calls.ExecContext(ctx, "insert") // want `ctx ends with the invocation`
		return nil
	})
}

// webContext looks like what web frameworks pass to handlers.
type webContext struct {
	Request *http.Request
	Writer  interface{ http.ResponseWriter }
}

func (s *server) ofFramework(c *webContext) {
	go s.save(c.Request.Context()) // want `c.Request.Context\(\) ends with the HTTP request`
}

func (s *server) ofEcho(c echo.Context) error {
	ctx := c.Request().Context()
	go s.save(ctx) // want `ctx ends with the HTTP request`
	return nil
}
