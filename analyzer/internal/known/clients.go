package known

import "github.com/cancelcheck/cancelcheck/analyzer/internal/effects"

// live returns entries for functions whose first parameter is the context that
// they work under.
func live(names ...string) funcs {
	all := funcs{}
	for _, name := range names {
		all[name] = live0
	}
	return all
}

// plus joins entries.
func plus(all funcs, more funcs) funcs {
	for name, e := range more {
		all[name] = e
	}
	return all
}

var (
	calls2 = effects.Effects{Calls: effects.Param(2)}
	// What it returns goes on under the context.
	stream = effects.Effects{NeedsLive: effects.Param(0), Keeps: effects.Param(0)}
)

// Databases, brokers and stores. What is listed as live returns the context's
// error at once if it is done; what closes something all the same is not.
var clients = []Module{
	{
		Path: "github.com/jackc/pgx/v5", Since: "v5.0.0", Doc: "https://pkg.go.dev/github.com/jackc/pgx/v5",
		Funcs: map[string]funcs{
			"github.com/jackc/pgx/v5": live("Connect", "ConnectConfig", "Conn.Begin", "Conn.BeginTx", "Conn.Exec", "Conn.Ping",
				"Conn.Prepare", "Conn.Query", "Conn.QueryRow", "Conn.CopyFrom", "Conn.SendBatch", "Conn.WaitForNotification",
				"Tx.Exec", "Tx.Query", "Tx.QueryRow", "Tx.Commit"),
			"github.com/jackc/pgx/v5/pgxpool": live("Pool.Acquire", "Pool.Begin", "Pool.BeginTx", "Pool.Exec", "Pool.Ping",
				"Pool.Query", "Pool.QueryRow", "Pool.CopyFrom", "Pool.SendBatch"),
		},
	},
	{
		Path: "github.com/redis/go-redis/v9", Since: "v9.0.0", Doc: "https://pkg.go.dev/github.com/redis/go-redis/v9",
		Funcs: map[string]funcs{
			"github.com/redis/go-redis/v9": live("cmdable.Get", "cmdable.Set", "cmdable.SetNX", "cmdable.Del", "cmdable.Exists",
				"cmdable.Expire", "cmdable.Incr", "cmdable.HGet", "cmdable.HSet", "cmdable.HGetAll", "cmdable.LPush", "cmdable.RPush",
				"cmdable.BLPop", "cmdable.BRPop", "cmdable.SAdd", "cmdable.ZAdd", "cmdable.Publish", "cmdable.Ping", "cmdable.Eval",
				"cmdable.XAdd", "cmdable.XRead", "cmdable.XReadGroup", "cmdable.XAck", "cmdable.Scan"),
		},
	},
	{
		Path: "go.mongodb.org/mongo-driver/v2", Since: "v2.0.0", Doc: "https://pkg.go.dev/go.mongodb.org/mongo-driver/v2/mongo",
		Funcs: map[string]funcs{
			"go.mongodb.org/mongo-driver/v2/mongo": live("Client.Ping", "Client.ListDatabaseNames",
				"Collection.Aggregate", "Collection.BulkWrite", "Collection.CountDocuments", "Collection.DeleteMany", "Collection.DeleteOne",
				"Collection.Find", "Collection.FindOne", "Collection.FindOneAndUpdate", "Collection.InsertMany", "Collection.InsertOne",
				"Collection.ReplaceOne", "Collection.UpdateMany", "Collection.UpdateOne", "Cursor.All", "Cursor.Next",
				"Database.RunCommand"),
		},
	},
	{
		Path: "github.com/jmoiron/sqlx", Since: "v1.2.0", Doc: "https://pkg.go.dev/github.com/jmoiron/sqlx",
		Funcs: map[string]funcs{
			"github.com/jmoiron/sqlx": plus(live("ConnectContext", "DB.BeginTxx", "DB.GetContext", "DB.SelectContext", "DB.NamedExecContext",
				"DB.NamedQueryContext", "DB.QueryxContext", "DB.QueryRowxContext", "DB.PreparexContext",
				"Tx.GetContext", "Tx.SelectContext", "Tx.NamedExecContext", "Tx.QueryxContext", "Tx.QueryRowxContext"), funcs{
				"Connect": database, "DB.Beginx": database, "DB.Get": database, "DB.Select": database, "DB.NamedExec": database,
				"DB.NamedQuery": database, "DB.Queryx": database, "DB.QueryRowx": database, "DB.Preparex": database,
				"Tx.Get": database, "Tx.Select": database, "Tx.NamedExec": database, "Tx.Queryx": database, "Tx.QueryRowx": database,
			}),
		},
		Instead: map[string]map[string]string{"github.com/jmoiron/sqlx": {"DB.Beginx": "DB.BeginTxx"}},
	},
	{
		Path: "go.etcd.io/etcd/client/v3", Since: "v3.5.0", Doc: "https://pkg.go.dev/go.etcd.io/etcd/client/v3",
		Funcs: map[string]funcs{
			"go.etcd.io/etcd/client/v3": live("KV.Get", "KV.Put", "KV.Delete", "KV.Do", "Lease.Grant", "Lease.Revoke",
				"Lease.KeepAliveOnce", "Lease.TimeToLive", "Maintenance.Status", "Cluster.MemberList"),
			"go.etcd.io/etcd/client/v3/concurrency": live("Mutex.Lock", "Mutex.TryLock", "Election.Campaign", "Election.Proclaim"),
		},
	},
	{
		Path: "github.com/segmentio/kafka-go", Since: "v0.4.0", Doc: "https://pkg.go.dev/github.com/segmentio/kafka-go",
		Funcs: map[string]funcs{
			"github.com/segmentio/kafka-go": plus(live("DialContext", "DialLeader", "Dialer.DialContext", "Dialer.DialLeader",
				"Reader.FetchMessage", "Reader.ReadMessage", "Reader.CommitMessages", "Writer.WriteMessages"), funcs{
				"Dial": network, "Dialer.Dial": network,
			}),
		},
	},
	{
		Path: "github.com/twmb/franz-go", Since: "v1.10.0", Doc: "https://pkg.go.dev/github.com/twmb/franz-go/pkg/kgo",
		Funcs: map[string]funcs{
			"github.com/twmb/franz-go/pkg/kgo": live("Client.Ping", "Client.PollFetches", "Client.PollRecords", "Client.ProduceSync",
				"Client.Flush", "Client.CommitRecords"),
		},
	},
	{
		Path: "github.com/nats-io/nats.go", Since: "v1.20.0", Doc: "https://pkg.go.dev/github.com/nats-io/nats.go",
		Funcs: map[string]funcs{
			"github.com/nats-io/nats.go": plus(live("Conn.RequestWithContext", "Conn.FlushWithContext", "Subscription.NextMsgWithContext"), funcs{
				"Conn.Request": network, "Subscription.NextMsg": network,
			}),
		},
		Instead: map[string]map[string]string{"github.com/nats-io/nats.go": {
			"Conn.Request": "Conn.RequestWithContext", "Subscription.NextMsg": "Subscription.NextMsgWithContext",
		}},
	},
	{
		Path: "github.com/gomodule/redigo", Since: "v1.8.0", Doc: "https://pkg.go.dev/github.com/gomodule/redigo/redis",
		Funcs: map[string]funcs{
			"github.com/gomodule/redigo/redis": {"DialContext": live0, "Pool.GetContext": live0, "Dial": network},
		},
	},
	{
		Path: "github.com/aws/aws-sdk-go-v2/service/s3", Since: "v1.30.0", Doc: "https://pkg.go.dev/github.com/aws/aws-sdk-go-v2/service/s3",
		Funcs: map[string]funcs{
			"github.com/aws/aws-sdk-go-v2/service/s3": live("Client.GetObject", "Client.PutObject", "Client.HeadObject", "Client.DeleteObject",
				"Client.DeleteObjects", "Client.CopyObject", "Client.ListObjectsV2", "Client.HeadBucket", "Client.CreateBucket",
				"Client.CreateMultipartUpload", "Client.UploadPart", "Client.CompleteMultipartUpload", "ListObjectsV2Paginator.NextPage"),
		},
	},
}

// Protocols: calls, sockets, servers, and what telemetry sends at the end.
var protocols = []Module{
	{
		Path: "google.golang.org/grpc", Since: "v1.50.0", Doc: "https://pkg.go.dev/google.golang.org/grpc",
		Funcs: map[string]funcs{
			"google.golang.org/grpc": {
				"ClientConn.Invoke": live0, "Invoke": live0,
				"ClientConn.NewStream": stream, "NewClientStream": stream,
			},
			"google.golang.org/grpc/status": {"Error": fault, "Errorf": fault},
		},
	},
	{
		Path: "github.com/gorilla/websocket", Since: "v1.4.0", Doc: "https://pkg.go.dev/github.com/gorilla/websocket",
		Funcs: map[string]funcs{"github.com/gorilla/websocket": {"Dialer.Dial": network, "Dialer.DialContext": live0, "Conn.SetWriteDeadline": succeeds}},
	},
	{
		Path: "github.com/labstack/echo/v4", Since: "v4.0.0", Doc: "https://pkg.go.dev/github.com/labstack/echo/v4",
		Funcs: map[string]funcs{"github.com/labstack/echo/v4": {"Echo.Shutdown": live0}},
	},
	{
		Path: "github.com/hashicorp/go-retryablehttp", Since: "v0.7.0", Doc: "https://pkg.go.dev/github.com/hashicorp/go-retryablehttp",
		Funcs: map[string]funcs{"github.com/hashicorp/go-retryablehttp": {
			"Get": network, "Head": network, "Post": network, "PostForm": network,
			"Client.Get": network, "Client.Head": network, "Client.Post": network, "Client.PostForm": network,
			"NewRequestWithContext": live0,
		}},
		Instead: map[string]map[string]string{"github.com/hashicorp/go-retryablehttp": {
			"Get": "NewRequestWithContext", "Head": "NewRequestWithContext",
			"Post": "NewRequestWithContext", "PostForm": "NewRequestWithContext",
			"Client.Get": "NewRequestWithContext", "Client.Head": "NewRequestWithContext",
			"Client.Post": "NewRequestWithContext", "Client.PostForm": "NewRequestWithContext",
		}},
	},
	{
		Path: "golang.org/x/oauth2", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/oauth2",
		Funcs: map[string]funcs{
			"golang.org/x/oauth2":                   live("Config.Exchange", "Config.PasswordCredentialsToken", "Config.DeviceAuth", "Config.DeviceAccessToken"),
			"golang.org/x/oauth2/clientcredentials": live("Config.Token"),
		},
	},
	{
		Path: "go.opentelemetry.io/otel/sdk", Since: "v1.10.0", Doc: "https://pkg.go.dev/go.opentelemetry.io/otel/sdk/trace",
		Funcs: map[string]funcs{
			"go.opentelemetry.io/otel/sdk/trace": live("TracerProvider.Shutdown", "TracerProvider.ForceFlush"),
		},
	},
	{
		Path: "go.opentelemetry.io/otel/sdk/metric", Since: "v1.10.0", Doc: "https://pkg.go.dev/go.opentelemetry.io/otel/sdk/metric",
		Funcs: map[string]funcs{
			"go.opentelemetry.io/otel/sdk/metric": live("MeterProvider.Shutdown", "MeterProvider.ForceFlush"),
		},
	},
}

// Retries and polls.
var retries = []Module{
	{
		Path: "k8s.io/apimachinery", Since: "v0.27.0", Doc: "https://pkg.go.dev/k8s.io/apimachinery/pkg/util/wait",
		Funcs: map[string]funcs{
			"k8s.io/apimachinery/pkg/util/wait": {
				"Poll": polling, "PollImmediate": polling, "PollInfinite": polling, "PollImmediateInfinite": polling,
				"PollUntilContextCancel": live0, "PollUntilContextTimeout": live0,
				"ExponentialBackoffWithContext": live0,
			},
		},
		Instead: map[string]map[string]string{"k8s.io/apimachinery/pkg/util/wait": {
			"Poll": "PollUntilContextTimeout", "PollImmediate": "PollUntilContextTimeout",
			"PollInfinite": "PollUntilContextCancel", "PollImmediateInfinite": "PollUntilContextCancel",
		}},
	},
	{
		Path: "k8s.io/client-go", Since: "v0.27.0", Doc: "https://pkg.go.dev/k8s.io/client-go",
		Funcs: map[string]funcs{
			"k8s.io/client-go/rest":       {"Request.Do": live0, "Request.DoRaw": live0, "Request.Stream": stream, "Request.Watch": stream},
			"k8s.io/client-go/util/retry": {"OnError": calls2, "RetryOnConflict": calls1},
		},
	},
	{
		Path: "github.com/cenkalti/backoff/v4", Since: "v4.0.0", Doc: "https://pkg.go.dev/github.com/cenkalti/backoff/v4",
		Funcs: map[string]funcs{"github.com/cenkalti/backoff/v4": {"Retry": calls0, "RetryNotify": calls0}},
	},
	{
		Path: "github.com/cenkalti/backoff/v5", Since: "v5.0.0", Doc: "https://pkg.go.dev/github.com/cenkalti/backoff/v5",
		Funcs: map[string]funcs{"github.com/cenkalti/backoff/v5": {
			"Retry": {NeedsLive: effects.Param(0), Calls: effects.Param(1)},
		}},
	},
	{
		Path: "github.com/avast/retry-go/v4", Since: "v4.0.0", Doc: "https://pkg.go.dev/github.com/avast/retry-go/v4",
		Funcs: map[string]funcs{"github.com/avast/retry-go/v4": {"Do": calls0}},
	},
}
