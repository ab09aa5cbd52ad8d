import { z } from 'zod';
import { DEVICE_NAMES, DEVICE_REQUESTS } from '../device/device.ts';

/** The devices that a run names, as they cross a process or socket. */

export const deviceName = z.enum(DEVICE_NAMES);
export type DeviceName = z.infer<typeof deviceName>;

export const deviceRequest = z.enum(DEVICE_REQUESTS);
export type DeviceRequest = z.infer<typeof deviceRequest>;
