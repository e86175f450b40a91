/* A webcam that is not there: preloaded, it plays /dev/video42 to whatever speaks V4L2.
 *
 * FAKE_CAMERA names a folder. In it `control` is the struct below, mapped by both sides, and each file WIDTHxHEIGHT.FORMAT
 * is a mode that the camera has: a sequence of frames, each a 32-bit length and as many bytes, played in a loop.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DEVICE "/dev/video42"
#define BUFFERS 4
#define HANDLES 8
#define LARGEST (1280 * 720 * 2)

struct control {
    int32_t plugged;      /* 0: absent; an odd change of it is not needed, see `plugging` */
    int32_t plugging;     /* counted up at every plugging in: handles from before are dead */
    int32_t stalled;      /* no frame gets ready */
    int32_t busy;         /* another program has the buffers */
    int32_t denied;       /* opening fails with EACCES */
    int32_t width, height;/* not 0: the only size that it gives from now on */
    int32_t period;       /* microseconds from frame to frame */
    int32_t brightness, exposure, exposure_auto;
    int32_t handles;      /* open now */
    int32_t frames;       /* given away so far */
    int32_t mistakes;     /* calls that a real device would not take */
    int32_t has_controls;
    int32_t garbage;      /* frames are noise of the right length */
};

struct handle {
    int used, descriptor, plugging, width, height, owner, streaming;
    uint32_t format, sequence;
    int queue[BUFFERS], queued;
    unsigned char *memory, *reel;
    size_t reel_size, reel_at;
    int64_t next;
};

static struct control *control;
static struct handle handles[HANDLES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

__attribute__((constructor)) static void load(void) {
    const char *folder = getenv("FAKE_CAMERA");
    char path[4096];
    if (!folder) return;
    snprintf(path, sizeof path, "%s/control", folder);
    int (*real_open)(const char *, int, ...) = real("open");
    int descriptor = real_open(path, O_RDWR);
    if (descriptor < 0) return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (mapped != MAP_FAILED) control = mapped;
    int (*real_close)(int) = real("close");
    real_close(descriptor);
}

static struct handle *handle_of(int descriptor) {
    for (int i = 0; control && i < HANDLES; i++)
        if (handles[i].used && handles[i].descriptor == descriptor) return &handles[i];
    return NULL;
}

static int gone(struct handle *h) { return !control->plugged || h->plugging != control->plugging; }

/* The frames of a mode; 0 where the camera has no such mode. */
static int take_mode(struct handle *h, int width, int height, uint32_t format) {
    char path[4096];
    if (control->width && (control->width != width || control->height != height)) return 0;
    snprintf(path, sizeof path, "%s/%dx%d.%.4s", getenv("FAKE_CAMERA"), width, height, (char *)&format);
    FILE *file = fopen(path, "rb");
    if (!file) return 0;
    fseek(file, 0, SEEK_END);
    size_t size = ftell(file);
    rewind(file);
    free(h->reel);
    h->reel = malloc(size);
    h->reel_size = fread(h->reel, 1, size, file);
    h->reel_at = 0;
    fclose(file);
    h->width = width, h->height = height, h->format = format;
    return 1;
}

static int open_device(void) {
    pthread_mutex_lock(&lock);
    int result = -1, error = 0;
    if (!control->plugged) error = ENOENT;
    else if (control->denied) error = EACCES;
    else {
        struct handle *h = NULL;
        for (int i = 0; i < HANDLES && !h; i++)
            if (!handles[i].used) h = &handles[i];
        if (!h) error = EMFILE;
        else {
            memset(h, 0, sizeof *h);
            h->used = 1;
            h->plugging = control->plugging;
            result = h->descriptor = memfd_create("camera", MFD_CLOEXEC);
            if (ftruncate(result, (off_t)BUFFERS * LARGEST)) error = ENOMEM;
            h->memory = mmap(NULL, (size_t)BUFFERS * LARGEST, PROT_READ | PROT_WRITE, MAP_SHARED, result, 0);
            int width = control->width ? control->width : 640, height = control->height ? control->height : 480;
            if (!take_mode(h, width, height, V4L2_PIX_FMT_YUYV)) take_mode(h, width, height, V4L2_PIX_FMT_MJPEG);
            control->handles++;
        }
    }
    pthread_mutex_unlock(&lock);
    if (error) errno = error;
    return error ? -1 : result;
}

#define OPEN(name)                                                                  \
    int name(const char *path, int flags, ...) {                                    \
        mode_t mode = 0;                                                            \
        if (flags & (O_CREAT | O_TMPFILE)) {                                        \
            va_list list;                                                           \
            va_start(list, flags);                                                  \
            mode = va_arg(list, int);                                               \
            va_end(list);                                                           \
        }                                                                           \
        if (control && !strcmp(path, DEVICE)) return open_device();         \
        int (*original)(const char *, int, ...) = real(#name);                      \
        return original(path, flags, mode);                                         \
    }
OPEN(open)
OPEN(open64)

int close(int descriptor) {
    pthread_mutex_lock(&lock);
    struct handle *h = handle_of(descriptor);
    if (h) {
        munmap(h->memory, (size_t)BUFFERS * LARGEST);
        free(h->reel);
        h->used = 0;
        control->handles--;
    }
    pthread_mutex_unlock(&lock);
    int (*original)(int) = real("close");
    return original(descriptor);
}

static int ready(struct handle *h) {
    return gone(h) || (control->width && control->width != h->width) ||
           (h->streaming && h->queued && !control->stalled && now() >= h->next);
}

int select(int count, fd_set *reading, fd_set *writing, fd_set *failing, struct timeval *limit) {
    int (*original)(int, fd_set *, fd_set *, fd_set *, struct timeval *) = real("select");
    struct handle *h = NULL;
    for (int i = 0; control && reading && i < HANDLES && !h; i++)
        if (handles[i].used && handles[i].descriptor < count && FD_ISSET(handles[i].descriptor, reading)) h = &handles[i];
    if (!h) return original(count, reading, writing, failing, limit);
    int64_t end = limit ? now() + limit->tv_sec * 1000000LL + limit->tv_usec : INT64_MAX;
    do {
        if (ready(h)) return 1;
        usleep(1000);
    } while (now() < end);
    FD_ZERO(reading);
    return 0;
}

static int give_frame(struct handle *h, struct v4l2_buffer *buffer) {
    uint32_t size;
    if (h->reel_at + 4 > h->reel_size) h->reel_at = 0;
    memcpy(&size, h->reel + h->reel_at, 4);
    int index = h->queue[0];
    memmove(h->queue, h->queue + 1, sizeof *h->queue * --h->queued);
    memcpy(h->memory + (size_t)index * LARGEST, h->reel + h->reel_at + 4, size);
    if (control->garbage)
        for (uint32_t i = 0; i < size; i++) h->memory[(size_t)index * LARGEST + i] = (i * 2654435761u) >> 13;
    h->reel_at += 4 + size;
    int64_t time = now();
    buffer->index = index;
    buffer->bytesused = size;
    buffer->length = LARGEST;
    buffer->m.offset = index * LARGEST;
    buffer->flags = V4L2_BUF_FLAG_DONE | V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    buffer->sequence = h->sequence++;
    buffer->timestamp.tv_sec = h->next / 1000000; /* when it was there, however late it is fetched */
    buffer->timestamp.tv_usec = h->next % 1000000;
    /* a camera keeps its own time: one late reader does not shift the frames after it */
    h->next += control->period;
    if (h->next < time) h->next = time + control->period / 2;
    control->frames++;
    return 0;
}

static int dequeue(struct handle *h, struct v4l2_buffer *buffer) {
    if (!h->streaming) return control->mistakes++, EINVAL;
    if (control->width && control->width != h->width) return EPIPE;
    return ready(h) ? give_frame(h, buffer) : EAGAIN;
}

static int owned_by_another(struct handle *h) {
    for (int i = 0; i < HANDLES; i++)
        if (&handles[i] != h && handles[i].used && handles[i].owner) return 1;
    return control->busy;
}

static void describe(struct handle *h, struct v4l2_pix_format *pix) {
    pix->width = h->width, pix->height = h->height, pix->pixelformat = h->format;
    pix->field = V4L2_FIELD_NONE;
    pix->bytesperline = h->format == V4L2_PIX_FMT_YUYV ? h->width * 2 : 0;
    pix->sizeimage = LARGEST;
}

static int set_format(struct handle *h, struct v4l2_pix_format *pix) {
    if (owned_by_another(h) || h->owner) return EBUSY;
    uint32_t other = pix->pixelformat == V4L2_PIX_FMT_YUYV ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV;
    int width = control->width ? control->width : 640, height = control->height ? control->height : 480;
    (void)(take_mode(h, pix->width, pix->height, pix->pixelformat) || take_mode(h, width, height, pix->pixelformat) ||
           take_mode(h, pix->width, pix->height, other) || take_mode(h, width, height, other));
    describe(h, pix);
    return 0;
}

static int32_t *setting(uint32_t id) {
    if (!control->has_controls) return NULL;
    return id == V4L2_CID_BRIGHTNESS          ? &control->brightness
           : id == V4L2_CID_EXPOSURE_ABSOLUTE ? &control->exposure
           : id == V4L2_CID_EXPOSURE_AUTO     ? &control->exposure_auto
                                              : NULL;
}

static int set_setting(struct v4l2_control *wanted) {
    if (!setting(wanted->id)) return EINVAL;
    if (wanted->id == V4L2_CID_EXPOSURE_ABSOLUTE && control->exposure_auto != V4L2_EXPOSURE_MANUAL) return EACCES;
    *setting(wanted->id) = wanted->value;
    return 0;
}

static int query_setting(struct v4l2_queryctrl *query) {
    uint32_t id = query->id;
    if (!setting(id)) return EINVAL;
    memset(query, 0, sizeof *query);
    query->id = id;
    query->step = 1;
    if (id == V4L2_CID_BRIGHTNESS) query->minimum = -64, query->maximum = 64, query->default_value = 0;
    if (id == V4L2_CID_EXPOSURE_ABSOLUTE) query->minimum = 3, query->maximum = 2047, query->default_value = 250;
    if (id == V4L2_CID_EXPOSURE_AUTO) query->maximum = 3, query->default_value = 3;
    return 0;
}

static int buffers(struct handle *h, struct v4l2_requestbuffers *wanted) {
    if (owned_by_another(h) || h->streaming) return EBUSY;
    if (wanted->count > BUFFERS) wanted->count = BUFFERS;
    h->owner = wanted->count > 0;
    h->queued = 0;
    return 0;
}

static int enqueue(struct handle *h, struct v4l2_buffer *buffer) {
    if (buffer->index >= BUFFERS || h->queued == BUFFERS || !h->owner) return control->mistakes++, EINVAL;
    h->queue[h->queued++] = buffer->index;
    return 0;
}

static int answer(struct handle *h, uint32_t request, void *argument) {
    struct v4l2_capability *capability = argument;
    struct v4l2_format *format = argument;
    struct v4l2_buffer *buffer = argument;
    struct v4l2_fract *interval = &((struct v4l2_streamparm *)argument)->parm.capture.timeperframe;
    if (gone(h)) return ENODEV;
    switch (request) {
    case VIDIOC_QUERYCAP:
        memset(capability, 0, sizeof *capability);
        strcpy((char *)capability->driver, "uvcvideo");
        strcpy((char *)capability->card, "Paper Camera");
        capability->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        capability->capabilities = capability->device_caps | V4L2_CAP_DEVICE_CAPS;
        return 0;
    case VIDIOC_ENUMINPUT:
        ((struct v4l2_input *)argument)->type = V4L2_INPUT_TYPE_CAMERA;
        return ((struct v4l2_input *)argument)->index ? EINVAL : 0;
    case VIDIOC_G_INPUT: *(int *)argument = 0; return 0;
    case VIDIOC_S_INPUT: return 0;
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT: describe(h, &format->fmt.pix); return 0;
    case VIDIOC_S_FMT: return set_format(h, &format->fmt.pix);
    case VIDIOC_S_PARM:
    case VIDIOC_G_PARM:
        ((struct v4l2_streamparm *)argument)->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        interval->numerator = control->period;
        interval->denominator = 1000000;
        return 0;
    case VIDIOC_REQBUFS: return buffers(h, argument);
    case VIDIOC_QUERYBUF:
        buffer->length = LARGEST;
        buffer->m.offset = buffer->index * LARGEST;
        return buffer->index < BUFFERS ? 0 : EINVAL;
    case VIDIOC_QBUF: return enqueue(h, buffer);
    case VIDIOC_DQBUF: return dequeue(h, buffer);
    case VIDIOC_STREAMON:
        if (!h->owner) return control->mistakes++, EINVAL;
        h->streaming = 1;
        h->next = now() + control->period;
        return 0;
    case VIDIOC_STREAMOFF: h->streaming = h->queued = 0; return 0;
    case VIDIOC_QUERYCTRL: return query_setting(argument);
    case VIDIOC_S_CTRL: return set_setting(argument);
    case VIDIOC_G_CTRL: {
        int32_t *found = setting(((struct v4l2_control *)argument)->id);
        if (found) ((struct v4l2_control *)argument)->value = *found;
        return found ? 0 : EINVAL;
    }
    default: return ENOTTY;
    }
}

int ioctl(int descriptor, unsigned long request, ...) {
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    pthread_mutex_lock(&lock);
    struct handle *h = handle_of(descriptor);
    int error = h ? answer(h, (uint32_t)request, argument) : 0;
    pthread_mutex_unlock(&lock);
    if (!h) {
        int (*original)(int, unsigned long, ...) = real("ioctl");
        return original(descriptor, request, argument);
    }
    if (error) errno = error;
    return error ? -1 : 0;
}
